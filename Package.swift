// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// `make test` sets this: every warning is an error there, and only there, so that a newer compiler's new warning
/// never keeps a county from building.
let strict = Context.environment["GRIDBRIDGE_STRICT"] == "1"
/// `make fuzz` sets this: the fuzzers stand in the manifest only when they are asked for.
let fuzzing = Context.environment["GRIDBRIDGE_FUZZ"] == "1"
/// `make bench` and `make soak` set this, for the same reason.
let measuring = Context.environment["GRIDBRIDGE_BENCH"] == "1"
/// The measures of the matcher stand beside Hyperscan's where that is installed.
let hyperscan =
    measuring
    && ["/usr/include/hs/hs.h", "/usr/local/include/hs/hs.h"].contains {
        FileManager.default.fileExists(atPath: $0)
    }

let common: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// Targets without clock, randomness, `async` or C: values in, values out.
let pure: [SwiftSetting] = common + [.strictMemorySafety()]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = common) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, swiftSettings: common)
}

let package = Package(
    name: "GridBridge",
    products: [.executable(name: "gridbridge", targets: ["gridbridge"])],
    targets: [
        // C libraries of the system, each imported by exactly one target.
        .systemLibrary(name: "CCurl"), .systemLibrary(name: "CSQLite"),
        .systemLibrary(name: "CMicroHTTPD"), .systemLibrary(name: "CCrypto"),

        // The pure core.
        library("Domain", [], pure),
        library("JSON", [], pure),
        library("Templating", [], pure),
        library("Tables", ["Domain"]),
        library("Understanding", ["Domain"], pure),
        library("Cases", ["Domain"], pure),
        library("Desk", ["Domain", "Understanding", "Cases", "Templating"], pure),

        // The edges.
        library("Threads"),
        library("Crypto", ["CCrypto"]),
        library("HTTPServer", ["CMicroHTTPD"]),
        library("HTTPClient", ["Threads", "CCurl"]),
        library("Media", ["Crypto"]),
        library("Store", ["Domain", "Cases", "Desk", "JSON", "Threads", "CSQLite"]),
        library("Chat", ["Domain", "Crypto", "HTTPClient", "JSON"]),
        library("Sandbox", ["Domain", "HTTPServer", "JSON"]),

        // Configuration, commands, services, wiring.
        library(
            "App",
            [
                "Domain", "JSON", "Templating", "Tables", "Understanding", "Cases", "Desk", "Threads", "Crypto",
                "HTTPServer", "HTTPClient", "Media", "Store", "Chat", "Sandbox",
            ]),
        .executableTarget(name: "gridbridge", dependencies: ["App"], swiftSettings: common),

        // What tests that run the built program share.
        .target(name: "TestBed", path: "Tests/TestBed", swiftSettings: common),

        tests("Domain", ["Domain"]),
        tests("JSON", ["JSON"]),
        tests("Templating", ["Templating", "JSON"]),
        tests("Tables", ["Tables", "Domain"]),
        tests("Understanding", ["Understanding", "Tables", "Domain"]),
        tests("Cases", ["Cases", "Domain"]),
        tests("Desk", ["Desk", "Understanding", "Cases", "Domain", "Store", "Tables", "Templating"]),
        tests("Threads", ["Threads"]),
        tests("Crypto", ["Crypto"]),
        tests("HTTPServer", ["HTTPServer"]),
        tests("HTTPClient", ["HTTPClient", "HTTPServer"]),
        tests("Media", ["Media"]),
        tests("Store", ["Store", "Cases", "Desk", "Domain"]),
        tests("Chat", ["Chat", "Crypto", "Domain", "HTTPClient", "JSON"]),
        tests("Sandbox", ["Sandbox", "HTTPServer", "Domain", "JSON"]),
        tests("App", ["App", "Cases", "Desk", "Domain", "JSON", "Store", "Tables"]),
        tests("House", ["App", "Cases"]),
        tests("Matrix", ["TestBed", "JSON", "HTTPClient", "HTTPServer", "Store", "Desk", "Domain"]),
        tests("EndToEnd", ["TestBed", "JSON", "Crypto", "HTTPClient", "HTTPServer", "Store", "Desk", "Domain"]),
    ]
        + (fuzzing
            ? [
                .executableTarget(
                    name: "fuzz",
                    dependencies: [
                        "JSON", "Tables", "Templating", "Understanding", "Chat", "Domain", "HTTPServer", "Media",
                    ],
                    swiftSettings: common)
            ] : [])
        + (measuring
            ? [
                .executableTarget(
                    name: "bench",
                    dependencies: ["Understanding", "Tables", "Domain", "JSON", "Crypto", "HTTPServer"]
                        + (hyperscan ? ["CHyperscan"] : []),
                    path: "Tests/Benchmarks", swiftSettings: common)
            ] : [])
        + (hyperscan ? [.systemLibrary(name: "CHyperscan", path: "Tests/CHyperscan")] : []),
    swiftLanguageModes: [.v6]
)
