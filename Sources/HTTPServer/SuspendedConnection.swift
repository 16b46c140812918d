internal import CMicroHTTPD

/// A connection that libmicrohttpd leaves alone until it is resumed, from whatever thread.
///
/// `@unchecked`: a suspended connection lives until somebody resumes it, and whoever holds this value under its lock is
/// the one who may.
struct SuspendedConnection: @unchecked Sendable {
    let pointer: OpaquePointer

    /// On the connection's own thread only, from within a call of libmicrohttpd's.
    func suspend() -> SuspendedConnection {
        MHD_suspend_connection(pointer)
        return self
    }

    func resume() { MHD_resume_connection(pointer) }
}
