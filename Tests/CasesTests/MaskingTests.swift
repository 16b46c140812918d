import Domain
import Testing

@Suite struct MaskingTests {
    @Test(arguments: [
        ("请联系13812341234处理", "请联系138****1234处理"),
        ("电话138-1234-1234。", "电话138-****-1234。"),
        ("+86 13912345678", "+86 139****5678"),
        ("８６１３９１２３４５６７８", "８６１３９****５６７８"),
        ("tel13812341234", "tel138****1234"),
        ("订单号913812341234", "订单号913812341234"),
        ("12812341234", "12812341234"),
        ("1381234123", "1381234123"),
        ("身份证11010519491231002X，", "身份证110***********002X，"),
        ("11010519491231002x", "110***********002x"),
        ("110105194912310021", "110105194912310021"),
        ("110105194913310020", "110105194913310020"),
        ("赣B·12345违停", "赣B·1**45违停"),
        ("赣b12345", "赣b1**45"),
        ("粤BD12345乱停", "粤BD***45乱停"),
        ("赣B1234学", "赣B1*34学"),
        ("新A区", "新A区"),
        ("宣芳桥又出现一堆垃圾", "宣芳桥又出现一堆垃圾"),
        ("", ""),
    ])
    func `the middle is starred, the rest stays`(_ text: String, _ masked: String) {
        #expect(Masking.mask(text) == masked)
    }

    @Test func `an identity number needs a birthday and its check character`() {
        #expect(Masking.isIdentityNumber("11010519491231002X"))
        #expect(!Masking.isIdentityNumber("110105194912310029"))
        #expect(!Masking.isIdentityNumber("11010519491231002"))
        // One digit changed is always found.
        let valid = Array("11010519491231002X")
        for index in 0..<17 {
            for digit in "0123456789" where digit != valid[index] {
                var other = valid
                other[index] = digit
                #expect(!Masking.isIdentityNumber(String(other)))
            }
        }
    }

    @Test func `findings tell kind and place`() {
        let findings = Masking.findings(in: "赣B·12345 司机13812341234")
        #expect(findings.map(\.kind) == [.plate, .phone])
        #expect(findings.map(\.range) == [0..<8, 11..<22])
    }

    @Test func `masking twice changes nothing more`() {
        let once = Masking.mask("张三13812341234，11010519491231002X，赣B·12345")
        #expect(Masking.mask(once) == once)
    }
}
