import Domain
import Testing

@Suite struct CoordinateTests {
    @Test(arguments: [
        // a second of arc north; a tenth of a degree east at 25.39°; corner to corner of a county seat
        (25.39, 114.93, 25.390278, 114.93, 31, 1),
        (25.39, 114.93, 25.39, 115.03, 10_046, 25),
        (25.39, 114.93, 25.39, 114.93, 0, 0),
        (25.41, 114.895, 25.37, 114.965, 8_325, 15),
        (0, 0, 0, 1, 111_195, 5),
        (60, 10, 60, 10.01, 556, 2),
    ])
    func `metres are right to a fraction of a per cent`(
        _ latitude: Double, _ longitude: Double, _ otherLatitude: Double, _ otherLongitude: Double, _ expected: Int,
        _ error: Int
    ) throws {
        let here = try #require(Coordinate(latitude: latitude, longitude: longitude))
        let there = try #require(Coordinate(latitude: otherLatitude, longitude: otherLongitude))
        #expect(abs(here.metres(to: there) - expected) <= error)
        #expect(here.metres(to: there) == there.metres(to: here))
    }

    @Test func `the far side of the earth is far and not a crash`() throws {
        let south = try #require(Coordinate(latitude: -90, longitude: -180))
        let north = try #require(Coordinate(latitude: 90, longitude: 180))
        #expect(south.metres(to: north) > 20_000_000)
    }

    @Test(arguments: [(90.000001, 0.0), (0, 180.1), (.nan, 0), (0, .infinity), (-91, 0)])
    func `what lies off the earth is no coordinate`(_ latitude: Double, _ longitude: Double) {
        #expect(Coordinate(latitude: latitude, longitude: longitude) == nil)
    }
}
