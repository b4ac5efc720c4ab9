import CurlTransport
import EventLoop
import LWSTransport
import RESTClient
import TLS
import Testing

extension EndToEnd {
    /// Requests to a server that people run.
    @Suite struct RESTServers {
        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (TransferSettings.Version.http1, TransferAnswer.Version.http11), (.negotiated, .http2),
                (.http2, .http2),
            ])
        func `nginx over TLS answers 100 requests in the version that was chosen`(
            asked: TransferSettings.Version, spoken: TransferAnswer.Version
        ) throws {
            let certificates = try Certificates()
            let nginx = try Peer.python("nginx.py", certificates.server + ["--http2"])
            let loop = try EventLoop()
            let context = try CurlContext(on: loop)
            let client = try RESTClient(
                on: context,
                TransferSettings(version: asked, tls: TLSOptions(caFile: certificates.authority)),
                addresses: ["localhost": "127.0.0.1"])
            let request = RESTRequest(url: try .parse("https://localhost:\(nginx.port)/"))
            var (started, ended, dialled) = (0, 0, 0)
            func next() {
                guard started < 100 else { return }
                started += 1
                client.send(request) { outcome in
                    let response = try? outcome.result.get()
                    #expect(response?.status == 200)
                    #expect(response?.version == spoken)
                    #expect(response.map { String(decoding: $0.body, as: UTF8.self) } == "Hello, world!\n")
                    dialled += outcome.hops.filter(\.isNewConnection).count
                    ended += 1
                    next()
                    if ended == 100 { loop.stop() }
                }
            }
            next()
            loop.run()
            context.close()
            #expect(loop.close())
            #expect(dialled == 1)
            #expect(ended == 100)
            _ = try nginx.finish()
        }
    }
}
