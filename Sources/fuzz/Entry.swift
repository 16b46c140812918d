import Foundation

/// What libFuzzer calls once, before everything else. The fuzzer is named by the environment, so that one program holds
/// them all: `FUZZER=json .build-fuzz/release/fuzz CORPUS`.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    guard Fuzzer.chosen != nil else {
        let names = Fuzzer.all.map(\.name).joined(separator: " ")
        FileHandle.standardError.write(Data("FUZZER must be one of: \(names)\n".utf8))
        exit(64)
    }
    return 0
}

/// What libFuzzer calls with each input it makes.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Fuzzer.chosen?.read(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Something that reads bytes from outside, and what must hold of it whatever they are: it ends, it does not trap, and
/// the `precondition`s in its body hold.
struct Fuzzer: Sendable {
    let name: String
    let read: @Sendable ([UInt8]) -> Void

    static let all = [json, csv, tables, mustache, webhook, understanding, pattern, target, matrix, photo]
    static let chosen = ProcessInfo.processInfo.environment["FUZZER"].flatMap { name in
        all.first { $0.name == name }
    }
}
