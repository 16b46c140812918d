extension Configuration {
    /// The ledger's file.
    var storePath: String { dataDirectory + "/gridbridge.sqlite" }
    /// Where photos lie, each under its hash.
    var photosDirectory: String { dataDirectory + "/photos" }
}
