import Domain
import Synchronization
import Tables

/// Tells once of each room and person that wrote and is in no table, as a row to paste.
final class Strangers: Sendable {
    private struct State {
        var rooms: Set<RoomKey> = []
        var people: Set<AccountKey> = []
    }

    private static let most = 10_000

    private let current: CurrentBridge
    private let log: Log
    private let state = Mutex(State())

    init(current: CurrentBridge, log: Log) {
        self.current = current
        self.log = log
    }

    func note(_ messages: [InboundMessage]) {
        let county = current.county
        for message in messages {
            if county.room(message.room) == nil {
                guard state.withLock({ $0.rooms.count < Self.most && $0.rooms.insert(message.room).inserted })
                else { continue }
                log.info("a room that is in no table wrote", ["row": Self.row(message)])
            } else if county.person(message.sender) == nil {
                guard state.withLock({ $0.people.count < Self.most && $0.people.insert(message.sender).inserted })
                else { continue }
                log.info("a person who is in no table wrote", ["row": Self.row(of: message)])
            }
        }
    }

    /// `adapter,room,name,purpose,grid,unit,language`
    private static func row(_ message: InboundMessage) -> String {
        line([message.room.adapter, message.room.id, message.roomName ?? "", "work", "", "", ""])
    }

    /// `id,name,role,unit,grid,accounts`
    private static func row(of message: InboundMessage) -> String {
        line([message.sender.id, message.senderName ?? "", "worker", "", "", message.sender.description])
    }

    private static func line(_ cells: [String]) -> String {
        String(String(decoding: CSV.write([cells]), as: UTF8.self).prefix { !$0.isNewline })
    }
}
