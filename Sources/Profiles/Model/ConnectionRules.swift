import TLS
import Timing

/// Whether requests of a virtual user share connections.
package enum ConnectionUse: String, Sendable, CaseIterable {
    /// Every virtual user keeps its own over its iterations.
    case keep
    /// Each request dials its own.
    case fresh
}

/// The version of HTTP that requests speak.
package enum HTTPVersion: Sendable {
    case http1
    /// Without asking first, without TLS too (RFC 9113 §3.3).
    case http2

    static let form = Form<HTTPVersion>.parsed(.quantity("number", "1\\.1|2"), expected: "1.1 or 2") {
        text throws(TextError) in
        switch text {
        case "1.1": return .http1
        case "2", "2.0": return .http2
        default: throw TextError("'\(text)' is not a version of HTTP that is spoken; expected 1.1 or 2")
        }
    }
}

/// How connections are secured, in the files of a profile.
enum TLSRules {
    static let object = ObjectForm(
        noun: "tls", empty: TLSOptions(),
        keys: [
            Key(
                "cacert", \.caFile, pem(.certificate), "certificates trusted in place of the system's, PEM",
                standard: "the system's"),
            Key("cert", \.certificateFile, pem(.certificate), "our own certificate with its chain, PEM"),
            Key("key", \.keyFile, pem(.privateKey), "its private key, PEM"),
            Key(
                "insecure_skip_verify", \.insecureSkipVerify, .flag, "accept any certificate under any name",
                standard: "false"),
            Key(
                "resume", \.resumeSessions, .flag, "whether sessions of TLS are resumed, as one client's would be",
                standard: "false"),
        ],
        rule: { _, object, reading in
            for (key, other) in [("cert", "key"), ("key", "cert")] where object.has(key) && !object.has(other) {
                reading.complain(object.place(of: key), "'\(key)' stands without '\(other)'; expected both or none")
            }
        })

    /// The path of a file that holds what it is to hold; relative ones begin at the profile.
    private static func pem(_ content: PEMFile.Content) -> Form<String> {
        Form(schema: .text(".+")) { node, reading in
            guard let file = reading.text(of: node, expected: "a PEM file") else { return nil }
            let path = reading.path(of: file)
            do throws(TextError) {
                switch reading.surroundings.readFile(path) {
                case .success(let bytes): try PEMFile.check(file, bytes, holds: content)
                case .failure(let error): throw TextError("'\(file)' cannot be read: \(error.message)")
                }
                return path
            } catch {
                reading.complain(node, error.message)
                return nil
            }
        }
    }
}
