import Testing
import WSClient

@Suite("permessage-deflate, as negotiated")
struct DeflateParametersTests {
    @Test(
        "an answer that our offer allows is read",
        arguments: [
            ("permessage-deflate", false, false, 15, 15), ("Permessage-Deflate", false, false, 15, 15),
            ("permessage-deflate; server_no_context_takeover", true, false, 15, 15),
            ("permessage-deflate;client_no_context_takeover", false, true, 15, 15),
            ("permessage-deflate; server_max_window_bits=8", false, false, 8, 15),
            ("permessage-deflate; client_max_window_bits=\"9\"", false, false, 15, 9),
            (
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                    + "server_max_window_bits=10 ; client_max_window_bits = 12", true, true, 10, 12
            ),
        ])
    func answerIsRead(header: String, serverResets: Bool, clientResets: Bool, serverBits: Int, clientBits: Int) {
        var expected = DeflateParameters()
        expected.serverNoContextTakeover = serverResets
        expected.clientNoContextTakeover = clientResets
        expected.serverMaxWindowBits = serverBits
        expected.clientMaxWindowBits = clientBits
        #expect(DeflateParameters.read(header) == expected)
    }

    @Test(
        "an answer that our offer does not allow is refused",
        arguments: [
            "", ";", "x-webkit-deflate-frame", "permessage-deflate, permessage-deflate", "permessage-deflate; mystery",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; client_max_window_bits",
            "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=7",
            "permessage-deflate; server_max_window_bits=16", "permessage-deflate; client_max_window_bits=",
            "permessage-deflate; client_max_window_bits=x", "permessage-deflate; client_max_window_bits=-9",
            "permessage-deflate; client_max_window_bits=+9", "permessage-deflate; client_max_window_bits=09",
            "permessage-deflate; client_max_window_bits=9.0",
        ])
    func answerIsRefused(header: String) {
        #expect(DeflateParameters.read(header) == nil)
    }
}
