internal import Domain

/// The shifted coordinates that Chinese map services hand out, and the way back to WGS 84.
///
/// The shift is a published approximation with the constants of the Krasovsky 1940 ellipsoid. Only additions,
/// multiplications, divisions and square roots are used, which IEEE 754 rounds alike everywhere, so that the same point
/// gives the same millionths on every machine.
enum GCJ02 {
    private static let axis = 6_378_245.0
    private static let eccentricitySquared = 0.006_693_421_622_965_943

    /// - Returns: the point itself outside the rectangle in which the shift is applied.
    static func wgs84(of shifted: Coordinate) -> Coordinate {
        let (latitude, longitude) = (shifted.latitude, shifted.longitude)
        guard (0.8293...55.8271).contains(latitude), (72.004...137.8347).contains(longitude) else { return shifted }
        // The shift changes by less than a thousandth of the distance moved: four rounds go below a millimetre.
        var guess = (latitude, longitude)
        for _ in 0..<4 {
            let shift = shift(latitude: guess.0, longitude: guess.1)
            guess = (latitude - shift.latitude, longitude - shift.longitude)
        }
        return Coordinate(latitude: guess.0, longitude: guess.1) ?? shifted
    }

    /// Takes away the second shift that one map service (BD-09) lays over the first.
    ///
    /// The published inverse turns and stretches the vector from the origin; the turn is so small that its sine is the angle.
    static func unshifted(bd09 point: Coordinate) -> Coordinate {
        let x = point.longitude - 0.0065
        let y = point.latitude - 0.006
        let halfTurns = 3000.0 / 180
        let length = (x * x + y * y).squareRoot()
        let turn = 0.000_003 * sine(0.5 - x * halfTurns)
        let straight = (1 - turn * turn).squareRoot()
        let scale = (length - 0.000_02 * sine(y * halfTurns)) / length
        return Coordinate(
            latitude: (y * straight - x * turn) * scale, longitude: (x * straight + y * turn) * scale) ?? point
    }

    /// What is added to a WGS 84 point within the rectangle, in degrees.
    static func shift(latitude: Double, longitude: Double) -> (latitude: Double, longitude: Double) {
        let x = longitude - 105
        let y = latitude - 35
        let root = abs(x).squareRoot()
        let ripple = 20 * sine(6 * x) + 20 * sine(2 * x)
        let northWaves =
            20 * sine(y) + 40 * sine(y / 3) + 160 * sine(y / 12) + 320 * sine(y / 30)
        let eastWaves = 20 * sine(x) + 40 * sine(x / 3) + 150 * sine(x / 12) + 300 * sine(x / 30)
        let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + (ripple + northWaves) * 2 / 3
        let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + (ripple + eastWaves) * 2 / 3

        let sineOfLatitude = sine(latitude / 180)
        let cosineOfLatitude = sine(0.5 - latitude / 180)
        let squeeze = 1 - eccentricitySquared * sineOfLatitude * sineOfLatitude
        let meridian = axis * (1 - eccentricitySquared) / (squeeze * squeeze.squareRoot())
        let parallel = axis / squeeze.squareRoot() * cosineOfLatitude
        return (north * 180 / (meridian * Double.pi), east * 180 / (parallel * Double.pi))
    }

    /// The sine of that many half turns.
    private static func sine(_ halfTurns: Double) -> Double {
        // Whole turns away: Int rounds towards zero, what is left lies within ±2 half turns.
        var reduced = halfTurns - 2 * Double(Int(halfTurns / 2))
        if reduced > 1 { reduced -= 2 } else if reduced < -1 { reduced += 2 }
        if reduced > 0.5 { reduced = 1 - reduced } else if reduced < -0.5 { reduced = -1 - reduced }
        let angle = reduced * Double.pi
        let square = angle * angle
        var term = angle
        var sum = angle
        for step in 1...11 {
            term *= -square / Double(2 * step * (2 * step + 1))
            sum += term
        }
        return sum
    }
}
