/// Finds the route of a request among the configured ones: the first whose pattern and method fit.
struct Router: Sendable {
    enum Outcome {
        case found(Route, Route.Parameters)
        /// The path is known, the method is not; the methods it does have, sorted.
        case wrongMethod(allowed: [String])
        case unknown
    }

    let routes: [Route]

    func route(_ head: RequestHead) -> Outcome {
        var allowed: Set<String> = []
        for route in routes {
            guard let parameters = route.match(head.segments) else { continue }
            if route.takes(head.method) { return .found(route, parameters) }
            allowed.formUnion(route.methods)
            if route.methods.contains("GET") { allowed.insert("HEAD") }
        }
        return allowed.isEmpty ? .unknown : .wrongMethod(allowed: allowed.sorted())
    }
}
