import Testing

@testable import Media

@Suite struct PhotoTests {
    @Test(arguments: Samples.all)
    func `a photo is known by its content, and its notes are gone`(_ name: String, _ bytes: [UInt8]) throws {
        #expect(bytes.firstRange(of: Samples.secret) != nil)
        let photo = try Photo(bytes)
        #expect(photo.format.rawValue == name)
        #expect(photo.width == 4 && photo.height == 3)
        #expect(photo.bytes.firstRange(of: Samples.secret) == nil)
        // What was cleaned is still a photo, and cleaning it again changes nothing.
        #expect(try Photo(photo.bytes) == photo)
    }

    @Test(arguments: Samples.all)
    func `a file that breaks off anywhere is refused`(_ name: String, _ bytes: [UInt8]) {
        for length in bytes.indices {
            let failure = #expect(throws: PhotoError.self, "\(length)") { try Photo(Array(bytes[..<length])) }
            #expect([.empty, .notAPhoto, .damaged].contains(failure))
        }
    }

    @Test(arguments: Samples.all)
    func `a file with any one byte changed is a photo or an error`(_ name: String, _ bytes: [UInt8]) {
        for index in bytes.indices {
            for value in [0x00, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = value
                if let photo = try? Photo(changed) { #expect(photo.width > 0 && photo.height > 0) }
            }
        }
    }

    @Test func `a turned photo stays turned, an upright one carries no note at all`() throws {
        let turned = try Photo(Samples.jpeg(orientation: 6)).bytes
        let note = try #require(turned.firstRange(of: Array("Exif\0\0".utf8)))
        #expect(Array(turned[note.lowerBound + 16..<note.lowerBound + 28]) == [1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0])
        #expect(try Photo(Samples.jpeg(orientation: 1)).bytes.firstRange(of: Array("Exif".utf8)) == nil)
        #expect(try Photo(Samples.jpeg(orientation: nil)).bytes.firstRange(of: Array("Exif".utf8)) == nil)
    }

    @Test func `colours are kept, what hangs behind the end is not`() throws {
        let bytes = try Photo(Samples.jpeg(trailer: Samples.mp4())).bytes
        #expect(
            bytes.firstRange(of: Array("ICC_PROFILE".utf8)) != nil && bytes.firstRange(of: Array("Adobe".utf8)) != nil)
        #expect(bytes.firstRange(of: Array("ftyp".utf8)) == nil && bytes.suffix(2) == [0xFF, 0xD9])
    }

    @Test func `lossless and plain WebP tell their size`() throws {
        let lossless = Samples.webp(Samples.riff("VP8L", [0x2F] + Samples.little(3 | 2 << 14, 4)))
        #expect(try Photo(lossless).width == 4 && Photo(lossless).height == 3)
        #expect(try Photo(Samples.webp(Samples.riff("VP8 ", Samples.lossyFrame))).height == 3)
        let cleaned = try Photo(Samples.extendedWebP()).bytes
        #expect(cleaned[20] == 0)
    }

    @Test func `a small file with a huge picture is refused`() {
        #expect(throws: PhotoError.tooManyPixels) { try Photo(Samples.png(width: 65_535, height: 65_535)) }
        #expect(throws: PhotoError.tooManyPixels) { try Photo(Samples.png(width: 0xFFFF_FFFF, height: 0xFFFF_FFFF)) }
        #expect(throws: PhotoError.tooManyPixels) { try Photo(Samples.jpeg(width: 60_000, height: 60_000)) }
        #expect(throws: PhotoError.damaged) { try Photo(Samples.png(width: 0, height: 3)) }
    }

    @Test(arguments: [
        "<html><body>not found</body></html>", "%PDF-1.7", "MZ", "{\"error\":{}}", "GIF88a", "\u{202E}gpj.exe", "BM",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "\0\0\0\0", "RIFF\0\0\0\0AVI ",
    ])
    func `what is no photo is called so`(_ text: String) {
        #expect(throws: PhotoError.notAPhoto) { try Photo(Array(text.utf8)) }
    }

    @Test func `nothing is empty`() { #expect(throws: PhotoError.empty) { try Photo([]) } }

    @Test func `the allowed hosts are compared whole`() throws {
        let policy = FetchPolicy(hosts: ["files.example.org", "*.photos.example"])
        for url in ["https://files.example.org/a.jpg", "HTTPS://Files.Example.org:8443/a", "https://a.photos.example"] {
            try policy.check(url)
        }
        for url in [
            "https://evil-files.example.org/", "https://files.example.org.evil.example/", "https://photos.example/",
            "https://xphotos.example/", "https://[::1]/",
        ] {
            #expect(throws: FetchPolicy.Refusal.hostNotAllowed) { try policy.check(url) }
        }
        for url in [
            "ftp://files.example.org/", "https://files.example.org@evil.example/", "https:///x", "https://a\\b/", "",
        ] {
            #expect(throws: FetchPolicy.Refusal.notAWebAddress) { try policy.check(url) }
        }
        #expect(throws: FetchPolicy.Refusal.plainHTTP) { try policy.check("http://files.example.org/") }
        try FetchPolicy(allowPlainHTTP: true).check("http://anywhere.example/")
    }
}
