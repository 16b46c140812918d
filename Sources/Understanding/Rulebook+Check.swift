extension Rulebook {
    /// Why a rule's pattern cannot be used, in words for whoever keeps the table; nil when it can.
    public static func problem(inPattern source: String) -> String? {
        do throws(Pattern.Problem) {
            try Pattern.check(source)
            return nil
        } catch {
            return "at \(error.offset + 1): expected \(error.expected)"
        }
    }
}
