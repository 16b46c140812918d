import Glibc
import HTTPClient
import Testing

@Suite struct AddressGuardTests {
    static func bytes(_ text: String) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &buffer) == 1 { return Array(buffer.prefix(4)) }
        return inet_pton(AF_INET6, text, &buffer) == 1 ? buffer : nil
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1",
        "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "100:0:0:1::1",
        "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1",
        "2002:7f00:1::1", "2002:a9fe:a9fe::1", "2002:c0a8:1::", "2620:4f:8000::1", "3ffe::1", "3fff::1", "5f00::1",
        "fc00::1", "fd00::1", "fdff:ffff::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1",
        "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:a00:1", "4000::1", "e000::1",
    ])
    func `an address that is not the public Internet's is refused`(_ text: String) throws {
        #expect(!AddressGuard.isPublic(try #require(Self.bytes(text))))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "168.63.129.15", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
        "191.255.255.255",
        "192.0.1.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.114.1", "223.255.255.255",
        "2001:4860:4860::8888", "2001:200::1", "2002:808:808::1", "2400:3200::1", "2606:4700::1111", "2620:4f:8001::1",
        "2a00:1450::5efe:808:808", "3ffd::1", "3fff:1000::1",
    ])
    func `an address of the public Internet is let through`(_ text: String) throws {
        #expect(AddressGuard.isPublic(try #require(Self.bytes(text))))
    }

    @Test func `what is no address is refused`() {
        for count in [0, 1, 3, 5, 15, 17, 64] {
            #expect(!AddressGuard.isPublic([UInt8](repeating: 8, count: count)))
        }
    }
}
