internal import CLibCurl

/// The connections of one virtual user: libcurl keeps them under a name that only it sees, and gives those of one name
/// to no other. Confined to its loop's thread.
package final class KeptConnections {
    private let name: String
    /// One for every host that the user has asked: few.
    private var routes: [TransferRoute] = []

    /// - Parameter name: like a host's, and nobody else's on the loop.
    package init(name: String) { self.name = name }

    func route(to place: TransferRequest.Destination) -> TransferRoute {
        if let known = routes.first(where: { $0.place == place }) { return known }
        let route = TransferRoute(to: place, name: name)
        routes.append(route)
        return route
    }
}

/// How transfers find their host, in lists that libcurl reads where they lie.
final class TransferRoute {
    let place: TransferRequest.Destination
    /// What libcurl calls the host, where that is not its own name.
    let name: String?
    /// CURLOPT_CONNECT_TO.
    let rule: TextList
    /// CURLOPT_RESOLVE.
    private let resolution: TextList
    private var isLearnt: Bool

    /// - Parameters:
    ///   - place: the host and where it is.
    ///   - name: that of connections kept apart; nil shares them with all that have none.
    init(to place: TransferRequest.Destination, name: String? = nil) {
        self.place = place
        self.name = name
        rule = TextList([place.rule(name)])
        resolution = TextList(name.map { [place.resolution($0)] } ?? [])
        isLearnt = name == nil
    }

    /// Where the name is, for the first transfer; libcurl remembers.
    func learn(_ tell: (UnsafeMutablePointer<curl_slist>?) throws(CurlError) -> Void) throws(CurlError) {
        guard !isLearnt else { return }
        // Lent for as long as the route lives, which its transfers keep.
        try unsafe tell(resolution.list)
        isLearnt = true
    }
}
