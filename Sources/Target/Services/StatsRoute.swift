extension Route {
    /// `/stats`: what the target has counted so far, as at its end (`TargetCounts`). The request itself comes after.
    static let stats = Route(path: "/stats", service: .counts)
}
