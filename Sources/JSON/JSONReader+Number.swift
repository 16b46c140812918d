extension JSONReader {
    /// Reads a number and keeps its digits; the forms that only JSON5 has become JSON's.
    mutating func number(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
        let start = index
        if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") { index += 1 }
        guard index < bytes.count else {
            throw failure(.unexpectedEnd, "expected a digit, the text ends", bytes)
        }
        if dialect == .json5, let number = try nonDecimal(bytes, from: start) { return number }

        let whole = digits(bytes)
        if whole > 1, bytes[index - whole] == UInt8(ascii: "0") {
            throw failure(.invalidNumber, "a number does not begin with a superfluous 0", bytes, at: start)
        }
        var fraction: Int?
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            fraction = digits(bytes)
        }
        if dialect == .json5 ? whole + (fraction ?? 0) == 0 : whole == 0 || fraction == 0 {
            throw digitExpected(bytes)
        }
        let mantissaEnd = index
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
                index += 1
            }
            if digits(bytes) == 0 { throw digitExpected(bytes) }
        }
        let text = try text(bytes, start..<index)
        guard whole == 0 || fraction == 0 || bytes[start] == UInt8(ascii: "+") else {
            return JSONNumber(checked: text)
        }
        var mantissa = try self.text(bytes, start..<mantissaEnd)[...]
        let negative = mantissa.first == "-"
        if negative || mantissa.first == "+" { mantissa = mantissa.dropFirst() }
        if fraction == 0 { mantissa = mantissa.dropLast() }
        let exponent = try self.text(bytes, mantissaEnd..<index)
        return JSONNumber(checked: (negative ? "-" : "") + (whole == 0 ? "0" : "") + mantissa + exponent)
    }

    /// `Infinity`, `NaN` or a hexadecimal number behind the sign; nil when a decimal one stands there.
    private mutating func nonDecimal(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> JSONNumber? {
        let negative = bytes[start] == UInt8(ascii: "-")
        switch bytes[index] {
        case UInt8(ascii: "I"):
            try expect("Infinity", bytes)
            return JSONNumber(checked: negative ? "-Infinity" : "Infinity")
        case UInt8(ascii: "N"):
            try expect("NaN", bytes)
            return JSONNumber(checked: "NaN")
        case UInt8(ascii: "0") where index + 1 < bytes.count && bytes[index + 1] | 0x20 == UInt8(ascii: "x"):
            index += 2
            let first = index
            var value: UInt64 = 0
            while index < bytes.count, let digit = hexadecimalDigit(bytes[index]) {
                guard value.leadingZeroBitCount >= 4 else {
                    throw failure(.invalidNumber, "a hexadecimal number has at most 64 bits", bytes, at: start)
                }
                value = value << 4 | UInt64(digit)
                index += 1
            }
            if index == first { throw digitExpected(bytes) }
            return JSONNumber(checked: (negative ? "-" : "") + String(value))
        default: return nil
        }
    }

    /// Steps over decimal digits and says how many there were.
    private mutating func digits(_ bytes: Span<UInt8>) -> Int {
        let start = index
        while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") { index += 1 }
        return index - start
    }

    private func digitExpected(_ bytes: Span<UInt8>) -> JSONError {
        index < bytes.count
            ? failure(.invalidNumber, "expected a digit", bytes)
            : failure(.unexpectedEnd, "expected a digit, the text ends", bytes)
    }
}
