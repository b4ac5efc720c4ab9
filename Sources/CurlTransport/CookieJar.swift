internal import CLibCurl

/// The cookies of one virtual user, kept by libcurl's own engine (`curl_share_init`) for the transfers they are given to.
@safe
package final class CookieJar {
    /// Owned: cleaned up in `deinit`; transfers that use it keep the jar alive.
    let share: UnsafeMutableRawPointer

    /// - Throws: `CurlError` when libcurl has no memory for it.
    package init() throws(CurlError) {
        guard let share = unsafe curl_share_init() else {
            throw CurlError(call: "curl_share_init", reason: "out of memory")
        }
        let code = unsafe streamload_share_cookies(share)
        guard code == CURLSHE_OK else {
            unsafe curl_share_cleanup(share)
            throw CurlError(call: "curl_share_setopt", reason: unsafe String(cString: curl_share_strerror(code)))
        }
        unsafe self.share = share
    }

    deinit {
        unsafe curl_share_cleanup(share)
    }
}
