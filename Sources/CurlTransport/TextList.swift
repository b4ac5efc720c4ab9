internal import CLibCurl

/// A list of texts that libcurl reads where it lies (`curl_slist`).
@safe
struct TextList: ~Copyable {
    /// Owned: freed in `deinit`, after the handle that reads it has been told of another.
    let list: UnsafeMutablePointer<curl_slist>?

    init(_ texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts {
            // Copies the text; NULL means no memory, and leaves the list as it was.
            guard let longer = unsafe curl_slist_append(list, text) else { break }
            unsafe list = longer
        }
        unsafe self.list = list
    }

    deinit {
        unsafe curl_slist_free_all(list)
    }
}
