import Cases
import Domain
import JSON

/// A digest's figures as JSON; rates as the words show them, and the two integers that make them beside.
struct DigestJSON {
    let zone: Zone

    func write(_ sheet: DigestSheet, into writer: inout JSONWriter) {
        let figures = sheet.figures
        writer.object { row in
            row.member("period", sheet.period.rawValue)
            row.member("date", sheet.date.description)
            row.member("after", zone.format(figures.period.after))
            row.member("through", zone.format(figures.period.through))
            row.member("grid", sheet.grid)
            row.member("issue", sheet.issue)
            row.member("provisional", sheet.isProvisional)
            row.member("frozenAt", sheet.frozenAt.map(zone.format))
            writeCounts(figures, into: &row)
            row.array("types") { list in
                for type in figures.types {
                    list.object { row in
                        row.member("code", type.code)
                        row.member("name", type.name)
                        row.member("count", type.count)
                    }
                }
            }
            row.array("achievements") { list in
                for row in figures.achievements { list.object { write(row, into: &$0) } }
            }
            row.array("units") { list in
                for row in figures.units { list.object { write(row, into: &$0) } }
            }
            row.array("overdueCases") { list in
                for row in figures.overdueCases { list.object { write(row, into: &$0) } }
            }
            row.array("recurring") { list in
                for row in figures.recurring { list.object { write(row, into: &$0) } }
            }
            row.array("praise") { list in
                for row in figures.praise { list.object { write(row, into: &$0) } }
            }
            row.array("next") { list in
                for row in figures.tomorrow { list.object { write(row, into: &$0) } }
            }
            row.member("text", sheet.text)
        }
    }

    private func writeCounts(_ figures: Digest, into row: inout JSONWriter) {
        row.member("received", figures.received)
        row.member("filed", figures.filed)
        row.member("rejected", figures.rejected)
        row.member("merged", figures.merged)
        row.member("withdrawn", figures.withdrawn)
        row.member("verifying", figures.verifying)
        row.member("needsInfo", figures.needsInfo)
        row.member("selfHandled", figures.selfHandled)
        row.member("filingRate", figures.filingRate.description)
        row.member("due", figures.due)
        row.member("closed", figures.closed)
        row.member("onTime", figures.onTime)
        row.member("exempted", figures.exempted)
        row.member("overdue", figures.overdue)
        row.member("closingRate", figures.closingRate.description)
        row.member("onTimeRate", figures.onTimeRate.description)
        row.member("reworks", figures.reworks)
        row.member("extensions", figures.extensions)
        row.member("suspended", figures.suspended)
        row.member("suspendedInAll", figures.suspendedInAll)
        row.member("meanResponseMinutes", figures.meanResponseMinutes)
        row.member("sensitiveFiled", figures.sensitiveFiled)
    }

    private func write(_ achievement: Digest.Achievement, into row: inout JSONWriter) {
        row.member("type", achievement.code)
        row.member("measure", achievement.measure.rawValue)
        row.member("value", JSONNumber(achievement.valueText))
        row.member("unit", achievement.unit)
        row.member("approximate", achievement.approximate)
    }

    private func write(_ unit: Digest.UnitRow, into row: inout JSONWriter) {
        row.member("unit", unit.code)
        row.member("name", unit.name)
        row.member("rank", unit.rank)
        row.member("due", unit.due)
        row.member("closed", unit.closed)
        row.member("onTime", unit.onTime)
        row.member("exempted", unit.exempted)
        row.member("onTimeRate", unit.rate.description)
        row.member("reworks", unit.reworks)
    }

    private func write(_ overdue: Digest.OverdueRow, into row: inout JSONWriter) {
        row.member("number", overdue.number?.description)
        row.member("type", overdue.type)
        row.member("place", overdue.place)
        row.member("unit", overdue.unit)
        row.member("state", overdue.state.rawValue)
        row.member("dueAt", zone.format(overdue.dueAt))
        row.member("lateMinutes", overdue.late.wholeMilliseconds / 60_000)
        row.member("workingTime", overdue.isWorkingTime)
        row.member("supervision", overdue.card.rawValue)
    }

    private func write(_ recurring: Digest.RecurringRow, into row: inout JSONWriter) {
        row.member("place", recurring.place)
        row.member("type", recurring.type)
        row.member("unit", recurring.unit)
        row.member("count", recurring.count)
        row.member("days", recurring.days)
    }

    private func write(_ praise: Digest.PraiseRow, into row: inout JSONWriter) {
        row.member("number", praise.number?.description)
        row.member("place", praise.place)
        row.member("type", praise.type)
        row.member("unit", praise.unit)
        row.member("reportedAt", zone.format(praise.reportedAt))
        row.member("acknowledgedAt", zone.format(praise.acknowledgedAt))
        row.member("handledAt", zone.format(praise.handledAt))
    }

    private func write(_ due: Digest.DueRow, into row: inout JSONWriter) {
        row.member("number", due.number?.description)
        row.member("place", due.place)
        row.member("type", due.type)
        row.member("unit", due.unit)
        row.member("dueAt", zone.format(due.dueAt))
    }
}
