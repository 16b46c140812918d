internal import CMicroHTTPD
import Glibc
import Synchronization

/// One request and its answer, from the request line to the last byte sent.
///
/// libmicrohttpd owns it through one retain, taken at the request line and given back when the request is completed.
/// `@unchecked`, because the compiler does not see what libmicrohttpd promises: it calls back for one connection on one
/// thread at a time, and the plain properties are touched in those calls alone. What other threads touch is behind a lock.
final class Exchange: @unchecked Sendable {
    private let engine: Engine
    private let peer: Peer?
    private let target: String?
    private let targetAddress: UInt

    private var stage = Stage.new
    private var body: [UInt8] = []
    private var bytesSeen = 0
    private var bytesReserved = 0
    private var mustClose = false
    private var isKept = false
    private let answer = Mutex(Answer.none)
    private let feed = Mutex<StreamFeed?>(nil)

    private enum Stage {
        case new
        case reading(RequestHead, Route, Route.Parameters)
        /// Refused; the rest of the body is read and dropped.
        case refused(Response, limit: Int)
        case working
        case done
    }

    private enum Answer {
        case none
        case running(Task<Void, Never>?)
        case suspended(SuspendedConnection, Task<Void, Never>?)
        case given(Response)
        case gone
    }

    /// - Parameter target: as it stands in the request line; nil when there is none.
    init(engine: Engine, target: UnsafePointer<CChar>?, peer: Peer?) {
        self.engine = engine
        self.peer = peer
        self.target = target.flatMap { String(validatingCString: $0) }
        targetAddress = UInt(bitPattern: target)
        engine.exchangeBegan()
        peer?.isWaiting()
        peer?.noticeEnd()
    }

    // MARK: On the connection's thread

    /// Called once after the head, once for each piece of the body, once after the body, and again after a resumption.
    func proceed(
        connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
        data: UnsafePointer<CChar>?, size: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        switch stage {
        case .new: return begin(connection, method, version)
        case .reading(let head, let route, let parameters):
            guard size.pointee > 0 else { return dispatch(connection, head, route, parameters) }
            take(data, size.pointee, of: head, for: route)
            size.pointee = 0
            return .YES
        case .refused(let response, let limit):
            guard size.pointee > 0 else { return send(response, on: connection) }
            bytesSeen += size.pointee
            size.pointee = 0
            // libmicrohttpd cannot answer in the middle of a chunked body; there is an end to patience.
            return bytesSeen > 4 * limit ? .NO : .YES
        case .working: return sendGiven(on: connection)
        case .done: return .NO
        }
    }

    private func begin(
        _ connection: OpaquePointer, _ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>
    ) -> MHD_Result {
        var fields: [(name: String, value: String)] = []
        fields.reserveCapacity(12)
        withUnsafeMutablePointer(to: &fields) { pointer in
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, collectField, pointer)
        }
        let headers = Headers(fields)
        do throws(Refusal) {
            let versionText = String(cString: version)
            let framing = try frame(headers, versionText, connection)
            do throws(Refusal) {
                try accept(headers, framing, method: String(cString: method), version: version, connection)
                return .YES
            } catch {
                // Without a body the connection can go on; with one it is answered before the body and closed.
                guard framing != .none else {
                    stage = .refused(error.response, limit: 0)
                    return .YES
                }
                return refuse(error, on: connection)
            }
        } catch {
            return refuse(error, on: connection)
        }
    }

    private func frame(
        _ headers: Headers, _ version: String, _ connection: OpaquePointer
    ) throws(Refusal) -> Framing {
        guard cmicrohttpd_header_size(connection) <= engine.limits.headerBytes else {
            throw Refusal(431, "header_too_large", "the header is larger than \(engine.limits.headerBytes) bytes")
        }
        return try Framing(headers: headers, version: version)
    }

    /// Goes on to reading the body, or says why not.
    private func accept(
        _ headers: Headers, _ framing: Framing, method: String, version: UnsafePointer<CChar>,
        _ connection: OpaquePointer
    ) throws(Refusal) {
        mustClose = peer?.isAdmitted == false
        if mustClose { throw .busy }
        if engine.isDraining { throw .draining }
        // Only up to its first NUL byte is a target seen; then the version does not follow where it should.
        guard let target, UInt(bitPattern: version) == targetAddress + UInt(target.utf8.count) + 1,
            let parsed = try? Target(target)
        else { throw Refusal(400, "bad_target", "the request target cannot be read") }
        let head = RequestHead(
            method: method, rawTarget: target, path: parsed.path, segments: parsed.segments, query: parsed.query,
            headers: headers, peer: peer?.address ?? "unknown")
        let (route, parameters) = try find(head)
        if let coding = headers["Content-Encoding"], !Headers.same(coding, "identity") {
            throw Refusal(415, "unsupported_encoding", "send the body without Content-Encoding")
        }
        if framing != .none, let types = route.contentTypes, !types.contains(head.contentType ?? "") {
            throw Refusal(
                415, "unsupported_type", "send the body as \(types.joined(separator: " or "))",
                headers: ["Accept": types.joined(separator: ", ")])
        }
        if let early = route.authorize?(head, parameters) { throw Refusal(early) }
        if case .length(let length) = framing {
            guard length <= route.bodyLimit else { throw route.refuseBody(head) }
            body.reserveCapacity(min(length, 65_536))
        }
        stage = .reading(head, route, parameters)
    }

    private func find(_ head: RequestHead) throws(Refusal) -> (Route, Route.Parameters) {
        switch engine.router.route(head) {
        case .found(let route, let parameters): return (route, parameters)
        case .unknown: throw Refusal(404, "not_found", "there is nothing under this path")
        case .wrongMethod(let allowed):
            throw Refusal(
                405, "method_not_allowed", "this path takes \(allowed.joined(separator: ", "))",
                headers: ["Allow": allowed.joined(separator: ", ")])
        }
    }

    /// Answers before the body, after which libmicrohttpd closes the connection.
    private func refuse(_ refusal: Refusal, on connection: OpaquePointer) -> MHD_Result {
        mustClose = true
        engine.lingerer.adopt(cmicrohttpd_socket(connection))
        return send(refusal.response, on: connection)
    }

    private func take(_ data: UnsafePointer<CChar>?, _ count: Int, of head: RequestHead, for route: Route) {
        guard let data else { return }
        peer?.noticeEnd()
        bytesSeen += count
        guard bytesSeen <= route.bodyLimit else { return dropBody(route.refuseBody(head), limit: route.bodyLimit) }
        guard engine.reserve(count) else { return dropBody(.busy, limit: route.bodyLimit) }
        bytesReserved += count
        body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: count))
    }

    private func dropBody(_ refusal: Refusal, limit: Int) {
        body = []
        mustClose = true
        stage = .refused(refusal.response, limit: max(limit, 65_536))
    }

    /// The request is whole: runs the handler here until it first waits for something; most need no other thread.
    private func dispatch(
        _ connection: OpaquePointer, _ head: RequestHead, _ route: Route, _ parameters: Route.Parameters
    ) -> MHD_Result {
        stage = .working
        peer?.isWorking()
        let request = Request(head: head, body: body)
        body = []
        answer.withLock { $0 = .running(nil) }
        let task = Task.immediate {
            let response = await route.handler(request, parameters)
            self.settle(response)
        }
        let suspended = SuspendedConnection(pointer: connection)
        let mayWait = answer.withLock { answer in
            guard case .running = answer else { return false }
            guard keep() else {
                answer = .given(Refusal.draining.response)
                return false
            }
            answer = .suspended(suspended.suspend(), task)
            return true
        }
        return mayWait ? .YES : sendGiven(on: connection)
    }

    private func sendGiven(on connection: OpaquePointer) -> MHD_Result {
        let response: Response? = answer.withLock { answer in
            guard case .given(let response) = answer else { return nil }
            answer = .gone
            return response
        }
        // Called again without an answer: nothing to do but wait for it.
        guard let response else { return .YES }
        forget()
        return send(response, on: connection)
    }

    private func send(_ response: Response, on connection: OpaquePointer) -> MHD_Result {
        stage = .done
        let made: OpaquePointer?
        switch response.body {
        case .bytes(let bytes):
            made = bytes.withUnsafeBytes { buffer in
                MHD_create_response_from_buffer(
                    buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .stream(let stream, let keepAlive):
            made = feedResponse(stream, keepAlive, connection)
        }
        guard let made else { return .NO }
        defer { MHD_destroy_response(made) }
        for (name, value) in response.headers.fields where !Exchange.isReserved(name) {
            MHD_add_response_header(made, name, value)
        }
        if mustClose || engine.isDraining { MHD_add_response_header(made, "Connection", "close") }
        let status = (200...599).contains(response.status) ? response.status : 500
        return MHD_queue_response(connection, UInt32(status), made)
    }

    private func feedResponse(
        _ stream: AsyncStream<[UInt8]>, _ keepAlive: [UInt8], _ connection: OpaquePointer
    ) -> OpaquePointer? {
        let feed = StreamFeed(connection: connection, peer: peer)
        self.feed.withLock { $0 = feed }
        let mayStream = keep() && !engine.isDraining
        feed.start(stream, keepAlive: keepAlive)
        if !mayStream { feed.end() }
        return MHD_create_response_from_callback(
            cmicrohttpd_unknown_size(), 16_384,
            { context, _, buffer, capacity in
                guard let context, let buffer else { return -2 }
                return Unmanaged<StreamFeed>.fromOpaque(context).takeUnretainedValue()
                    .read(into: buffer, capacity: capacity)
            }, Unmanaged.passRetained(feed).toOpaque(),
            { context in if let context { Unmanaged<StreamFeed>.fromOpaque(context).release() } })
    }

    /// libmicrohttpd is through with the request, or with the connection.
    func completed() {
        answer.withLock { $0 = .gone }
        if let feed = feed.withLock({ $0 }) { feed.abandon() }
        forget()
        peer?.isWaiting()
        engine.exchangeEnded(self, bodyBytes: bytesReserved)
    }

    private func keep() -> Bool {
        isKept = engine.keep(self)
        return isKept
    }

    /// Most exchanges were answered at once and never kept: no lock for them.
    private func forget() {
        if isKept { engine.forget(self) }
        isKept = false
    }

    private static func isReserved(_ name: String) -> Bool {
        ["Content-Length", "Transfer-Encoding", "Connection", "Date"].contains { Headers.same($0, name) }
    }

    // MARK: From anywhere

    /// Keeps the answer, and wakes the connection if it waits.
    private func settle(_ response: Response) {
        answer.withLock { answer in
            switch answer {
            case .running: answer = .given(response)
            case .suspended(let connection, _):
                answer = .given(response)
                connection.resume()
            case .none, .given, .gone: break
            }
        }
    }

    /// The server drains: a stream ends with what it has.
    func endStream() { feed.withLock { $0 }?.end() }

    /// The deadline has passed: answers 503 in the handler's place.
    func cutOff() {
        endStream()
        let task: Task<Void, Never>? = answer.withLock { answer in
            if case .suspended(_, let task) = answer { task } else { nil }
        }
        settle(Refusal.draining.response)
        task?.cancel()
    }
}

/// One header line, copied.
private func collectField(
    context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameSize: Int,
    value: UnsafePointer<CChar>?, valueSize: Int
) -> MHD_Result {
    guard let context, let name else { return .NO }
    let fields = context.assumingMemoryBound(to: [(name: String, value: String)].self)
    let nameBytes = UnsafeRawBufferPointer(start: name, count: nameSize)
    var valueBytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize)[...]
    while let last = valueBytes.last, last == 0x20 || last == 0x09 { valueBytes.removeLast() }
    fields.pointee.append(
        (name: String(decoding: nameBytes, as: UTF8.self), value: String(decoding: valueBytes, as: UTF8.self)))
    return .YES
}
