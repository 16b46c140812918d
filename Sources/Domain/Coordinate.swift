/// A point on the WGS 84 ellipsoid, in millionths of a degree, so that results are the same on every run.
public struct Coordinate: Hashable, Sendable {
    public let latitudeE6: Int32
    public let longitudeE6: Int32

    public init(latitudeE6: Int32, longitudeE6: Int32) {
        self.latitudeE6 = latitudeE6
        self.longitudeE6 = longitudeE6
    }

    /// - Returns: nil unless both are finite and in range (±90, ±180 degrees).
    public init?(latitude: Double, longitude: Double) {
        guard latitude.isFinite, longitude.isFinite, abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
        // Not `rounded()`: in a debug build that asks for the C mathematics library, which nothing here links.
        func nearest(_ degrees: Double) -> Int32 { Int32(degrees * 1_000_000 + (degrees < 0 ? -0.5 : 0.5)) }
        self.init(latitudeE6: nearest(latitude), longitudeE6: nearest(longitude))
    }

    public var latitude: Double { Double(latitudeE6) / 1_000_000 }
    public var longitude: Double { Double(longitudeE6) / 1_000_000 }

    /// Metres between two points, on a plane that touches the earth between them: exact to a metre within a county.
    public func metres(to other: Coordinate) -> Int {
        let metresPerDegree: Int64 = 111_195  // mean earth radius 6,371,009 m (IUGG)
        // In tenths of a metre: half the earth's girth squared still fits in 64 bits.
        let north = (Int64(latitudeE6) - Int64(other.latitudeE6)) * metresPerDegree / 100_000
        let middle = (Int64(latitudeE6) + Int64(other.latitudeE6)) / 2
        let east =
            (Int64(longitudeE6) - Int64(other.longitudeE6)) * metresPerDegree / 100_000 * cosineE6(ofE6: middle)
            / 1_000_000
        return Int((north * north + east * east).squareRootFloor / 10)
    }
}

/// cos of an angle in millionths of a degree, in millionths, by Bhaskara's rational approximation (error < 0.2 %).
private func cosineE6(ofE6 angle: Int64) -> Int64 {
    let square = angle * angle / 1_000_000  // degrees², in millionths
    let numerator = 32_400_000_000 - 4 * square
    let denominator = 32_400_000_000 + square
    return numerator * 1_000_000 / denominator
}

extension Int64 {
    /// The whole part of the square root of a non-negative number (Newton).
    var squareRootFloor: Int64 {
        guard self > 1 else { return self }
        var guess = Int64(1) << ((Int64.bitWidth - leadingZeroBitCount + 1) / 2)
        while true {
            let next = (guess + self / guess) / 2
            if next >= guess { return guess }
            guess = next
        }
    }
}
