internal import HTTP

/// What somebody without the token is asked: people by a form, programs by a text.
enum LoginForm {
    static func answer(to request: HTTPRequest) -> WebAnswer {
        let challenge = [("WWW-Authenticate", "Bearer")]
        guard request.head.value("accept")?.lowercased().contains("text/html") == true else {
            return .text(
                401,
                "This page wants a token, and the request has none or a wrong one. Send it as "
                    + "'Authorization: Bearer TOKEN', or open /?token=TOKEN in a browser.", headers: challenge)
        }
        let isWrong = request.query["token"] != nil
        return WebAnswer(
            status: 401, contentType: "text/html; charset=utf-8", headers: challenge,
            body: Array(page(isWrong ? "That is not the token." : "This page wants a token.").utf8))
    }

    private static func page(_ text: String) -> String {
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>streamload</title>
        <style>:root{color-scheme:light dark}body{font:16px system-ui,sans-serif;margin:15vh auto;max-width:22em;padding:1em}
        input,button{font:inherit;padding:.4em .6em}</style>
        <h1>streamload</h1>
        <form action="/" method="get"><p><label for="token">\(text)</label></p>
        <p><input id="token" name="token" type="password" required autofocus> <button>Open</button></p></form>
        </html>
        """
    }
}
