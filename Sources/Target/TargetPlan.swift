/// What a target server is to be: where it listens, what it serves, and how it misbehaves.
package struct TargetPlan: Sendable, Equatable {
    /// A numeric address of this machine.
    package var address = "127.0.0.1"
    /// 0 lets the system choose.
    package var port = 0
    package var certificate: Certificate?
    /// Ticks per second, per subscribed channel and session; of event streams, events per second unless a request says.
    package var tickRate = 1.0
    package var faults = FaultPlan()
    package var services = ServiceSettings()
    /// Draws jitter and prices.
    package var seed: UInt64 = 1

    /// PEM files; with them the server speaks TLS.
    package struct Certificate: Sendable, Equatable {
        package var chainFile: String
        package var keyFile: String

        package init(chainFile: String, keyFile: String) {
            self.chainFile = chainFile
            self.keyFile = keyFile
        }
    }

    package init() {}
}

/// A target server could not be started, and why.
package struct TargetError: Error, CustomStringConvertible {
    package let description: String

    init(_ cause: some CustomStringConvertible) {
        description = cause.description
    }
}
