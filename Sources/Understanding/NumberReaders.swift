internal import Domain

/// Finds the numbers of cases: `20261121-007`, `XF0312-007`, `1121-007`, `#7`, `007`, `007号`.
enum CaseReferenceReader {
    /// The stretches of the numbers, without a sign before or a word behind them.
    static func read(_ text: [Scalar], personal: [Range<Int>]) -> [Range<Int>] {
        func at(_ index: Int) -> Scalar { index >= 0 && index < text.count ? text[index] : 0 }
        var found: [Range<Int>] = []
        var index = 0
        var secret = 0
        while index < text.count {
            Effort.count()
            while secret < personal.count, personal[secret].upperBound <= index { secret += 1 }
            if secret < personal.count, personal[secret].contains(index) {
                index = personal[secret].upperBound
                continue
            }
            guard at(index).isWord else {
                index += 1
                continue
            }
            let start = index
            while at(index).isLetter { index += 1 }
            let letters = index - start
            let first = index
            while at(index).isDigit { index += 1 }
            let digits = index - first
            // Prefix, date, running number.
            if digits == 4 || digits == 6 || digits == 8, letters <= 8, at(index) == Scalar(of: "-") {
                var end = index + 1
                while at(end).isDigit { end += 1 }
                let running = end - index - 1
                if running == 3 || running == 4, !at(end).isWord, at(end) != Scalar(of: "-"),
                    isDate(text, first, digits)
                {
                    found.append(start..<end)
                    index = end
                    continue
                }
            }
            if letters == 0, digits > 0, digits <= 4, at(start - 1) == Scalar(of: "#") {
                found.append(start..<index)
            } else if letters == 0, digits == 3, at(first) == 48, at(start - 1) != Scalar(of: "-"),
                at(start - 1) != Scalar(of: "."),
                at(index) != Scalar(of: "-"), at(index) != Scalar(of: ".")
            {
                found.append(start..<index)
            }
            if index == start { index += 1 }
            while at(index).isWord { index += 1 }
        }
        return found
    }

    /// Month and day, or year, month and day, or year of two digits: some day there is.
    private static func isDate(_ text: [Scalar], _ start: Int, _ digits: Int) -> Bool {
        func two(_ offset: Int) -> Int { Int(text[start + offset] - 48) * 10 + Int(text[start + offset + 1] - 48) }
        let month = two(digits - 4)
        let day = two(digits - 2)
        return (1...12).contains(month) && (1...31).contains(day)
    }
}

/// Finds what must be masked: telephone numbers, identity numbers, number plates.
enum PersonalDataReader {
    struct Finding: Sendable {
        var kind: Reading.PersonalData.Kind
        var range: Range<Int>
    }

    static func read(_ text: [Scalar]) -> [Finding] {
        func at(_ index: Int) -> Scalar { index >= 0 && index < text.count ? text[index] : 0 }
        var found: [Finding] = []
        var index = 0
        let provinces = provinces
        while index < text.count {
            Effort.count()
            if !text[index].isDigit, !provinces.contains(text[index]) {
                index += 1
                continue
            }
            if let end = plate(text, at: index) {
                found.append(Finding(kind: .plate, range: index..<end))
                index = end
                continue
            }
            guard at(index).isDigit, !at(index - 1).isDigit else {
                index += 1
                continue
            }
            // Digits with single spaces or hyphens between them.
            var digits: [Scalar] = []
            var groups: [Int] = []
            var end = index
            var plainEnd = index
            while digits.count < 20 {
                if at(end).isDigit || (at(end) == Scalar(of: "*") && digits.count >= 3) {
                    digits.append(at(end))
                    end += 1
                } else if at(end) == Scalar(of: "-") || at(end).isSpace,
                    at(end + 1).isDigit || at(end + 1) == Scalar(of: "*"), !digits.isEmpty
                {
                    if groups.isEmpty { plainEnd = end }
                    groups.append(digits.count)
                    end += 1
                } else {
                    break
                }
            }
            if groups.isEmpty { plainEnd = end }
            let plain = Array(digits.prefix(groups.first ?? digits.count))
            if plain.count == 17, at(plainEnd) == Scalar(of: "x"), isIdentity(plain, last: 10) {
                found.append(Finding(kind: .identityNumber, range: index..<(plainEnd + 1)))
                index = plainEnd + 1
            } else if plain.count == 18, isIdentity(Array(plain.prefix(17)), last: Int(plain[17]) - 48) {
                found.append(Finding(kind: .identityNumber, range: index..<plainEnd))
                index = plainEnd
            } else if isPhone(plain, []) {
                found.append(Finding(kind: .phone, range: index..<plainEnd))
                index = plainEnd
            } else if isPhone(digits, groups) {
                found.append(Finding(kind: .phone, range: index..<end))
                index = end
            } else {
                while at(index).isDigit { index += 1 }
            }
        }
        return found
    }

    /// A mobile number (11 digits from 13 to 19), also with a country code, or area code and number of a landline.
    private static func isPhone(_ digits: [Scalar], _ groups: [Int]) -> Bool {
        var rest = digits[...]
        if rest.count == 13, rest.starts(with: [56, 54]) { rest = rest.dropFirst(2) }
        if rest.count == 11, rest.first == 49, let second = rest.dropFirst().first, (51...57).contains(second) {
            return groups.isEmpty || groups == [3, 7]
        }
        guard rest.first == 48, (10...12).contains(rest.count) else { return false }
        return groups.isEmpty ? rest.count >= 11 : groups == [3] || groups == [4]
    }

    /// Checks the last sign of an identity number (GB 11643: ISO 7064, MOD 11-2) and that it holds a day of birth.
    private static func isIdentity(_ digits: [Scalar], last: Int) -> Bool {
        guard digits.allSatisfy(\.isDigit), (0...10).contains(last) else { return false }
        let values = digits.map { Int($0) - 48 }
        let month = values[10] * 10 + values[11]
        let day = values[12] * 10 + values[13]
        guard (1...12).contains(month), (1...31).contains(day), values[6] == 1 || values[6] == 2 else { return false }
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2][sum % 11] == last
    }

    private static let provinces = ScalarSet("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")

    /// 赣B12345, 赣B·D12345, 粤A1234学.
    private static func plate(_ text: [Scalar], at start: Int) -> Int? {
        func at(_ index: Int) -> Scalar { index < text.count ? text[index] : 0 }
        guard provinces.contains(at(start)), at(start + 1).isLetter else { return nil }
        var index = start + 2
        if at(index) == Scalar(of: "•") || at(index).isSpace || at(index) == Scalar(of: "-") { index += 1 }
        let first = index
        var digits = 0
        while at(index).isWord || at(index) == Scalar(of: "*"), index - first < 6 {
            if at(index).isDigit || at(index) == Scalar(of: "*") { digits += 1 }
            index += 1
        }
        var count = index - first
        if count == 4,
            [Scalar(of: "学"), Scalar(of: "警"), Scalar(of: "挂"), Scalar(of: "港"), Scalar(of: "澳")].contains(at(index))
        {
            index += 1
            count += 1
        }
        return count >= 4 && digits >= 2 && !at(index).isWord ? index : nil
    }
}
