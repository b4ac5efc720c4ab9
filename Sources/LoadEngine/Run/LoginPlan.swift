internal import JSON
package import LWSTransport
internal import Metrics
internal import RESTClient
internal import Timing

/// How the sessions of the one-line form log in, each once before it is dialled.
package struct LoginPlan: Sendable {
    /// Where the token of a login goes.
    package enum Delivery: Sendable {
        /// At the end of the streaming URL.
        case appended
        /// In the header Authorization (RFC 6750 §2.1).
        case bearer
    }

    /// What the login is called in results.
    static let name = "login"
    /// Where the token is in the answer.
    static let token = "$.access_token"

    /// Where it logs in.
    package var url: ServiceURL
    /// Who logs in; nil for users by number.
    package var credentials: (name: String, password: String)?
    package var delivery: Delivery

    package init(url: ServiceURL, credentials: (name: String, password: String)?, delivery: Delivery) {
        self.url = url
        self.credentials = credentials
        self.delivery = delivery
    }

    /// What a run with logins measures beside the catalogue.
    static let measured = MeasurementPlan(
        submetrics: RequestRow.selectors(scenario: Recorder.scenario, name: name))

    func request(for session: Int) -> RESTRequest {
        let (user, password) = credentials ?? ("user-\(session)", "secret")
        var body: [UInt8] = Array(#"{"username":""#.utf8)
        JSONText.appendEscaped(user, to: &body)
        body += Array(#"","password":""#.utf8)
        JSONText.appendEscaped(password, to: &body)
        body += Array(#""}"#.utf8)
        return RESTRequest(method: "POST", url: url, body: .json(String(decoding: body, as: UTF8.self)))
    }

    /// A session's call with its token.
    func call(_ plan: SessionPlan, address: String, token: String) -> SessionCall {
        var url = plan.url
        if delivery == .appended { url.pathAndQuery += Self.encoded(token) }
        let fields = delivery == .bearer ? [(name: "Authorization", value: "Bearer \(token)")] : []
        return SessionCall(url: url, address: address, fields: fields, body: nil)
    }

    /// The characters of tokens in use are none that a query must not hold; any other is written as RFC 3986 §2.1 says.
    private static func encoded(_ token: String) -> String {
        let form = RequestBody.form([.init(name: "", value: token)])
        return String(decoding: form.bytes.dropFirst(), as: UTF8.self)
    }
}
