package import Metrics

/// What a run is known by where many runs are watched.
package struct RunLabels: Sendable, Equatable {
    /// Without secrets.
    package let target: String
    /// Its file; nil in the one-line form.
    package let profile: String?
    /// Ours.
    package let version: String

    package init(target: String, profile: String?, version: String) {
        self.target = target
        self.profile = profile
        self.version = version
    }

    package init(_ summary: RunSummary) {
        self.init(target: summary.run.target, profile: summary.run.profile, version: summary.toolVersion)
    }
}
