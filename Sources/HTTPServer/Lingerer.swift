import Glibc
import Synchronization

/// Reads and drops what a refused sender is still sending, for a short while after its answer.
///
/// A socket closed with unread bytes in it is reset, and many a client then never sees the 413 that it was sent. Each
/// socket here is a second descriptor of a connection that libmicrohttpd has answered and closes.
final class Lingerer: Sendable {
    /// At most so many senders, so long, so many bytes each: beyond it they get the reset.
    private static let places = 32, seconds = 5, bytes = 67_108_864

    private struct Entry { let descriptor: Int32, deadline: Int; var left: Int }
    private struct State { var entries: [Entry] = [], isRunning = false, isStopped = false }
    private let state = Mutex(State())

    /// Takes a copy of the descriptor; the original stays its owner's.
    func adopt(_ original: Int32) {
        guard original >= 0 else { return }
        let mustStart = state.withLock { state in
            guard !state.isStopped, state.entries.count < Lingerer.places else { return false }
            let descriptor = fcntl(original, F_DUPFD_CLOEXEC, 0)
            guard descriptor >= 0 else { return false }
            state.entries.append(
                Entry(descriptor: descriptor, deadline: Peer.now() + Lingerer.seconds, left: Lingerer.bytes))
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard mustStart else { return }
        let context = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Lingerer>.fromOpaque(argument).takeRetainedValue().drainAll() }
                return nil
            }, context)
        guard code == 0 else {
            Unmanaged<Lingerer>.fromOpaque(context).release()
            return stop()
        }
        pthread_detach(thread)
    }

    /// Drops all and takes no more.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            // A running thread closes them itself: it may be polling these numbers.
            if !state.isRunning {
                for entry in state.entries { close(entry.descriptor) }
                state.entries = []
            }
        }
    }

    /// The body of the thread, which ends when nobody is left.
    private func drainAll() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let (entries, isOver) = state.withLock { state in
                let now = Peer.now()
                state.entries.removeAll { entry in
                    guard state.isStopped || entry.left <= 0 || entry.deadline < now else { return false }
                    close(entry.descriptor)
                    return true
                }
                if state.entries.isEmpty { state.isRunning = false }
                return (state.entries, state.entries.isEmpty)
            }
            if isOver { return }
            var polled = entries.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            // A newcomer waits at most this long for its first read; its bytes wait in the socket meanwhile.
            _ = poll(&polled, nfds_t(polled.count), 20)
            var consumed: [Int32: Int] = [:]
            for entry in polled where entry.revents != 0 {
                let count = recv(entry.fd, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                // The end, or an error: nothing more will come.
                consumed[entry.fd] = count > 0 ? count : (count < 0 && errno == EAGAIN ? 0 : Int.max)
            }
            state.withLock { state in
                for index in state.entries.indices {
                    guard let count = consumed[state.entries[index].descriptor] else { continue }
                    state.entries[index].left = count == Int.max ? 0 : state.entries[index].left - count
                }
            }
        }
    }
}
