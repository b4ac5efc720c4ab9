internal import LWSTransport

/// Where a session dials and what it asks for, when that is its user's own: filled when it dials.
struct SessionCall {
    var url: ServiceURL
    /// Numeric.
    var address: String
    /// Headers, after those of the plan.
    var fields: [(name: String, value: String)]
    /// Of a stream's request; nil where the plan says what it is.
    var body: [UInt8]?
}
