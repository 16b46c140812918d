/// A file beside the configuration that holds a token which was made and not written into it.
enum MatrixTokenFile: String {
    case asToken = "as-token"
    case hsToken = "hs-token"

    /// `matrix.as-token`
    func name(adapter: String) -> String { "\(adapter).\(rawValue)" }
}
