import Desk
import Foundation
import Templating

/// Reads and checks the templates: `LANGUAGE/KIND.mustache`.
enum TemplateFolder {
    static let languages = ["zh-Hans", "en"]

    /// - Throws: `BadConfiguration` with every template that cannot be read or uses a name that is never supplied.
    static func phrasebook(in folder: String, language: String) throws -> Phrasebook {
        var books: [String: TemplateBook] = [:]
        var problems: [String] = []
        for language in languages {
            let path = folder + "/" + language
            var sources: [String: String] = [:]
            for file in (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
            where file.hasSuffix(".mustache") {
                guard let data = FileManager.default.contents(atPath: path + "/" + file), data.count <= 1 << 16,
                    let text = String(data: data, encoding: .utf8)
                else {
                    problems.append("\(path)/\(file):1:1: expected UTF-8 text of at most 64 KiB")
                    continue
                }
                sources[String(file.dropLast(".mustache".count))] = text
            }
            do throws(TemplateErrors) {
                let book = try TemplateBook(sources, folder: path + "/")
                problems += book.problems(supplied: PostKind.supplied)
                books[language] = book
            } catch {
                problems += error.errors.map(\.description)
            }
        }
        guard problems.isEmpty else { throw BadConfiguration(problems: problems) }
        return Phrasebook(books, fallback: language)
    }
}
