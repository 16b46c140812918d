import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test func `setting keeps the place of a key, adds a new one last, and nil removes`() {
        var object = JSONObject([("a", 1), ("b", 2)])
        object["a"] = 3
        object["c"] = 4
        object["b"] = nil
        object["none"] = nil
        #expect(object.keys == ["a", "c"])
        #expect(object["a"]?.int == 3)
        #expect(object.member("c")?.keyOffset == nil)
    }

    @Test func `large objects behave like small ones`() {
        var object = JSONObject((0..<40).map { ("k\($0)", .integer($0)) })
        object["k0"] = nil
        object["k39"] = "last"
        object["new"] = true
        #expect(object.count == 40)
        #expect(object["k1"]?.int == 1)
        #expect(object["k39"]?.string == "last")
        #expect(object.keys.last == "new")
        for index in 1..<40 { object["k\(index)"] = nil }
        #expect(object == JSONObject([("new", true)]))
    }

    @Test func `objects are equal whatever the order of their members`() {
        #expect(JSONObject([("a", 1), ("b", [2])]) == JSONObject([("b", [2]), ("a", 1)]))
        #expect(JSONObject([("a", 1)]) != JSONObject([("b", 1)]))
        #expect(JSONObject([("a", 1)]) != JSONObject([("a", 2)]))
        #expect(JSONObject([("a", 1)]) != JSONObject())
    }
}
