internal import CLibCurl

/// libcurl as a whole: set up once for the process (`curl_global_init`), never torn down, because other threads may
/// still use OpenSSL then.
package enum CurlLibrary {
    /// How names are resolved without blocking the loop.
    package enum NameResolution: Sendable, Equatable {
        /// A thread of libcurl's own for each look-up (`getaddrinfo`).
        case threaded
        /// Queries of libcurl's own (c-ares).
        case asynchronous
        /// On the loop's thread: every other transfer waits.
        case blocking
    }

    /// Such as `7.88.1`.
    package static var version: String {
        // A string constant of the library's.
        unsafe facts.pointee.version.map { unsafe String(cString: $0) } ?? ""
    }

    package static var nameResolution: NameResolution {
        guard unsafe facts.pointee.features & Int32(CURL_VERSION_ASYNCHDNS) != 0 else { return .blocking }
        return unsafe facts.pointee.ares == nil ? .threaded : .asynchronous
    }

    package static var hasHTTP2: Bool { unsafe facts.pointee.features & Int32(CURL_VERSION_HTTP2) != 0 }

    /// Static data of the library's that nobody changes.
    private static var facts: UnsafePointer<curl_version_info_data> {
        // The library never returns NULL here.
        unsafe UnsafePointer(curl_version_info(CURLVERSION_ELEVENTH))
    }

    /// `curl_global_init`, once, by whoever comes first.
    static let start: CURLcode = curl_global_init(Int(CURL_GLOBAL_ALL))
}

/// libcurl could not be set up: which call refused, and its own word for why.
package struct CurlError: Error, Equatable, CustomStringConvertible {
    package let call: String
    package let reason: String

    package var description: String { "\(call): \(reason)" }

    /// `curl_easy_strerror`, a string constant.
    static func text(_ code: CURLcode) -> String { unsafe String(cString: curl_easy_strerror(code)) }
}
