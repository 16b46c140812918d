/// What one problem brings about beside itself: smoke of a fire, a puddle under a burst pipe, rubbish beside a full bin.
///
/// An effect told in its own clause is the same matter told on, unless the words add it as another one (还, 也, 另外) or name
/// another place. By the codes of the types every county starts from; types of a county's own have no known effects.
enum SideEffects {
    /// Whether the second type is an effect of the first.
    static func follows(_ effect: String, from cause: String) -> Bool {
        // A broken thing of the street (classes 01 to 05) leaves holes and loose ends.
        if cause < "06", ofThings.contains(effect) { return true }
        return effects[cause]?.contains(effect) ?? false
    }

    private static let ofThings: Set<String> = ["06013", "08014", "10002", "98012"]

    /// Whether two types are two names for what one seller, one shop or one heap does; without another place they are not
    /// told apart into two matters.
    static func isOneMatter(_ a: String, _ b: String) -> Bool {
        matters.contains { $0.contains(a) && $0.contains(b) }
    }

    private static let matters: [Set<String>] = [
        ["09001", "09006"], ["09005", "09006"], ["06010", "06011"], ["06001", "08016"], ["09010", "09011"],
    ]

    private static let effects: [String: Set<String>] = {
        var effects: [String: Set<String>] = [:]
        for line in table.description.split(separator: "\n") {
            let codes = line.split(separator: " ").map(String.init)
            if let cause = codes.first { effects[cause, default: []].formUnion(codes.dropFirst()) }
        }
        return effects
    }()

    /// The cause, then its effects.
    private static let table: StaticString = """
        06001 06036 06012
        06010 98022 06012 06015 06036
        06011 06010 06012 98022 06036
        06013 99006 98012
        06014 06012 08004 06036 06010
        06020 98022 06027 06012 98006
        06026 98022 06025 06012
        06027 98022
        06029 98022 06027 06012 06010 06030
        06030 98022 06012 99006 10001
        06032 06010 06011 98022 06012
        06035 06010 06036 09012
        06037 98022 06010
        06038 98022 06028 06012
        06042 06010 06012 98022 06017 06030 06036
        08001 06028 08004
        08004 06012 98022
        08011 06014 06012 08004 08012 06036
        08012 06012 06014 08004 10001
        09001 06010
        09006 09001
        09015 98010
        09021 06030 06012 99006 06036 10001
        10002 98012
        98001 98004
        98002 98003 98001
        98004 98001
        98006 98022 06020
        98011 98022 06026
        98013 06013 99007 98012
        98020 99001
        99001 99006 06012 06030 99003 06013 98020 99005
        99002 98022
        99003 99006 98022 06030 06012 06010
        99004 99006 98020
        99005 06013 99006 98012
        99007 98012
        03001 98022 06012
        03004 98022 06010
        03005 06010
        03003 98022
        """
}
