import Foundation

/// Measures this machine and the program on it in one run: `bench [PART…]`, or `bench soak MINUTES`. Nothing here passes
/// or fails by a time; only the soak fails, when the books do not agree.
@main enum Benchmarks {
    static func main() async {
        var words = Array(CommandLine.arguments.dropFirst())
        do {
            if words.first == "soak" {
                try await Soak(minutes: Int(words.dropFirst().first ?? "") ?? 10).run()
                return
            }
            if words.isEmpty {
                words = ["matching", "understanding", "replay", "simulate", "start", "ingest", "end-to-end"]
            }
            var sheet = Sheet()
            sheet.note("machine", Machine.description)
            for word in words {
                FileHandle.standardError.write(Data("bench: \(word)\n".utf8))
                switch word {
                case "matching": try Matched.measure(&sheet)
                case "understanding": try Understood.measure(&sheet)
                case "replay": try Replayed.measure(&sheet)
                case "simulate": try Simulated.measure(&sheet)
                case "start": try await Started.measure(&sheet)
                case "ingest": try await Ingested.measure(&sheet)
                case "end-to-end": try await Answered.measure(&sheet)
                default: throw Trouble("no part is called \(word)")
                }
            }
            print(sheet.table)
            try Data(sheet.json).write(to: URL(fileURLWithPath: ".build-bench/results.json"))
            print("\nalso as JSON: .build-bench/results.json")
        } catch {
            FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// The machine, a file or the program did not do what a measurement needs.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

enum Machine {
    /// Processors, their model, load.
    static var description: String {
        let processors = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model =
            processors.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last ?? "?"
        let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first ?? "?"
        let count = ProcessInfo.processInfo.processorCount
        return "\(count) ×\(model.trimmingCharacters(in: .whitespaces) == "" ? "?" : String(model)), load \(load)"
    }
}

/// Seconds since some moment.
func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

/// The middle of several measurements.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// The value below which a share of all lies.
func quantile(_ share: Double, of values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    return values.sorted()[min(values.count - 1, Int(Double(values.count) * share))]
}
