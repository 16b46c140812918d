internal import CCurl
internal import Synchronization
internal import Threads

/// The thread on which libcurl works, and the way to it.
final class TransferLoop: Sendable {
    private let multi: Multi
    private let thread: NamedThread

    init(_ options: ClientOptions) {
        let multi = Multi(options)
        self.multi = multi
        thread = NamedThread(name: "http-client") { multi.run() }
    }

    deinit {
        // Whoever awaits an answer holds the client, so nothing is under way here.
        multi.post(.stop)
        thread.join()
    }

    /// Makes one hop.
    /// - Returns: the answer and, when it is a redirect, where to.
    func transfer(
        _ hop: Hop, until deadline: ContinuousClock.Instant
    ) async throws(TransferFailure) -> (ClientResponse, redirect: String?) {
        let transfer = Transfer(hop, until: deadline)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.continuation = continuation
                multi.post(.start(transfer))
            }
        } onCancel: {
            multi.post(.cancel(transfer))
        }
        return try outcome.get()
    }
}

/// libcurl's multi handle with its transfers.
///
/// `@unchecked`: `inbox` is a `Mutex`; `handle` is used off the thread for `curl_multi_wakeup` only, which may be; all
/// else belongs to the thread that runs ``run()``.
private final class Multi: @unchecked Sendable {
    enum Command {
        case start(Transfer), cancel(Transfer), stop
    }

    private let options: ClientOptions
    private let handle: UnsafeMutableRawPointer
    private let inbox = Mutex<[Command]>([])
    private var underway: [ObjectIdentifier: Transfer] = [:]
    private var spare: [EasyHandle] = []

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ options: ClientOptions) {
        self.options = options
        guard Multi.isReady, let handle = curl_multi_init() else { preconditionFailure("libcurl cannot be set up") }
        self.handle = handle
        ccurl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, options.connectionsPerHost)
        ccurl_multi_set_long(handle, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.connections)
        ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, options.connections)
    }

    deinit { curl_multi_cleanup(handle) }

    func post(_ command: Command) {
        let wasEmpty = inbox.withLock { commands in
            defer { commands.append(command) }
            return commands.isEmpty
        }
        if wasEmpty { curl_multi_wakeup(handle) }
    }

    /// The body of the thread.
    func run() {
        while obey() {
            var running: Int32 = 0, left: Int32 = 0
            curl_multi_perform(handle, &running)
            while let message = curl_multi_info_read(handle, &left) {
                guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
                finish(easy, ccurl_result(message))
            }
            // Wakes for sockets, for libcurl's own timers and for `post`; the limit is only a belt.
            curl_multi_poll(handle, nil, 0, 30_000, nil)
        }
        spare = []
    }

    /// Does what was posted; false when it is time to end.
    private func obey() -> Bool {
        let commands = inbox.withLock { commands in
            defer { commands = [] }
            return commands
        }
        for command in commands {
            switch command {
            case .start(let transfer): start(transfer)
            case .cancel(let transfer):
                transfer.isCancelled = true
                if let easy = transfer.easy {
                    release(easy, of: transfer)
                    transfer.fail(.cancelled, "cancelled")
                }
            case .stop: return false
            }
        }
        return true
    }

    private func start(_ transfer: Transfer) {
        guard !transfer.isCancelled else { return transfer.fail(.cancelled, "cancelled") }
        guard let easy = spare.popLast() ?? EasyHandle() else { return transfer.fail(.other, "out of memory") }
        transfer.easy = easy
        underway[ObjectIdentifier(transfer)] = transfer
        guard transfer.prepare(easy, options), curl_multi_add_handle(handle, easy.pointer) == CURLM_OK else {
            release(easy, of: transfer)
            return transfer.fail(.other, "the transfer could not be set up")
        }
    }

    private func finish(_ pointer: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let context = ccurl_context(pointer) else { return }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        guard let easy = transfer.easy else { return }
        let status = Int(ccurl_status(pointer))
        let redirect = ccurl_redirect_url(pointer).flatMap { String(validatingCString: $0) }
        release(easy, of: transfer)
        transfer.complete(code, status: status, redirect: redirect)
    }

    private func release(_ easy: EasyHandle, of transfer: Transfer) {
        curl_multi_remove_handle(handle, easy.pointer)
        easy.reset()
        if spare.count < 16 { spare.append(easy) }
        transfer.easy = nil
        underway[ObjectIdentifier(transfer)] = nil
    }
}

/// libcurl's handle of one transfer, used again and again.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private var headerLines: UnsafeMutablePointer<curl_slist>?

    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerLines)
    }

    /// Forgets the options of the last transfer; connections live in the multi handle and stay.
    func reset() {
        curl_easy_reset(pointer)
        curl_slist_free_all(headerLines)
        headerLines = nil
    }

    func addHeaderLine(_ line: String) -> Bool {
        guard let longer = curl_slist_append(headerLines, line) else { return false }
        headerLines = longer
        return ccurl_set_headers(pointer, longer) == CURLE_OK
    }
}
