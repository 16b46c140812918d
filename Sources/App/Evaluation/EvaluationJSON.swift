import Domain
import Foundation
import JSON

/// The figures of an evaluation as one object; every list is whole.
struct EvaluationJSON {
    let county: County

    func value(_ evaluation: Evaluation, perSecond: Double, _ comparison: EvaluationComparison?) -> JSONValue {
        var members: [(String, JSONValue)] = figures(evaluation)
        members.append(("perSecond", .integer(Int(perSecond))))
        members.append(
            ("confusions", ["intents": confusions(evaluation.intents), "types": confusions(evaluation.types)]))
        members.append(("types", .array(evaluation.types.worst.map(label))))
        members.append(("calibration", .array(evaluation.calibration.bins.map(bin))))
        members.append(
            ("thresholds", .array(evaluation.types.rows == 0 ? [] : evaluation.thresholdTable.rows.map(row))))
        members.append(("errors", .array(evaluation.errors.map(error))))
        if let comparison {
            members.append(
                (
                    "against",
                    [
                        "before": .object(JSONObject(figures(comparison.before))),
                        "better": .array(comparison.better.map(change)),
                        "worse": .array(comparison.worse.map(change)),
                    ]
                ))
        }
        return .object(JSONObject(members))
    }

    private func figures(_ evaluation: Evaluation) -> [(String, JSONValue)] {
        func scores(_ scores: LabelScores) -> JSONValue {
            [
                "accuracy": number(scores.accuracy), "macroF1": number(scores.macroF1),
                "messages": .integer(scores.rows),
            ]
        }
        func share(_ share: Calibration.Share) -> JSONValue {
            ["accuracy": number(share.value), "messages": .integer(share.count)]
        }
        return [
            ("messages", .integer(evaluation.messages)), ("intent", scores(evaluation.intents)),
            ("type", scores(evaluation.types)), ("place", share(evaluation.places)), ("grid", share(evaluation.grids)),
            ("falseAlarms", .integer(evaluation.falseAlarms)), ("falseAlarmRate", number(evaluation.falseAlarmRate)),
            ("wouldAsk", .integer(evaluation.wouldAsk)), ("quietMessages", .integer(evaluation.quiet)),
        ]
    }

    private func number(_ value: Double?) -> JSONValue {
        value.flatMap { JSONNumber(String(format: "%.6f", $0)) }.map { .number($0) } ?? .null
    }

    private func confusions(_ scores: LabelScores) -> JSONValue {
        .array(
            scores.pairs.map { pair, count in
                ["expected": .string(pair.expected), "found": .string(pair.found), "count": .integer(count)]
            })
    }

    private func label(_ label: LabelScores.Label) -> JSONValue {
        [
            "code": .string(label.name), "name": .string(county.caseType(label.name)?.name ?? label.name),
            "expected": .integer(label.wanted), "found": .integer(label.given), "right": .integer(label.hits),
            "precision": number(label.precision), "recall": number(label.recall), "f1": number(label.f1),
        ]
    }

    private func bin(_ bin: Calibration.Bin) -> JSONValue {
        func share(_ share: Calibration.Share) -> JSONValue {
            ["count": .integer(share.count), "right": .integer(share.right), "share": number(share.value)]
        }
        return [
            "from": .integer(bin.confidences.lowerBound), "to": .integer(bin.confidences.upperBound),
            "reports": share(bin.reports), "others": share(bin.answers),
        ]
    }

    private func row(_ row: ThresholdTable.Row) -> JSONValue {
        let counts = row.consequences
        return [
            "fileFrom": .integer(row.thresholds.fileFrom), "askFrom": .integer(row.thresholds.askFrom),
            "filedRight": .integer(counts.filedRight), "filedWrong": .integer(counts.filedWrong),
            "asked": .integer(counts.asked), "missed": .integer(counts.missed),
            "falseAlarms": .integer(counts.falseAlarms), "cost": .integer(counts.cost),
            "inForce": .bool(row.isInForce),
        ]
    }

    private func error(_ error: ReadingError) -> JSONValue {
        let sides = error.sides(county)
        return .object(
            JSONObject(
                head(error.message) + [
                    ("kind", .string(error.kind.name)), ("expected", .string(sides.expected)),
                    ("found", .string(sides.found)), ("confidence", .integer(error.confidence)),
                ]))
    }

    private func change(_ change: EvaluationComparison.Change) -> JSONValue {
        func aspects(_ list: [EvaluationComparison.Aspect]) -> JSONValue {
            .array(
                list.map { aspect in
                    [
                        "aspect": .string(aspect.rawValue),
                        "before": .string(EvaluationComparison.show(change.before, aspect)),
                        "now": .string(EvaluationComparison.show(change.now, aspect)),
                    ]
                })
        }
        return .object(
            JSONObject(head(change.now) + [("better", aspects(change.better)), ("worse", aspects(change.worse))]))
    }

    private func head(_ message: JudgedMessage) -> [(String, JSONValue)] {
        [
            ("line", .integer(message.line)), ("id", message.id.map { .string($0) } ?? .null),
            ("text", .string(message.text)),
        ]
    }
}
