#!/usr/bin/env python3
"""A service of logins, tokens and a WebSocket by PyPI `fastapi` on `uvicorn`: written as people write theirs.

Prints {"port": N} when it listens; on the end of its standard input, or SIGTERM, one line of JSON counts.

POST /auth/login    {"username", "password"}: a token (JWT, HS256) when the password is `secret`, else 401; the token
                    lives for `--lifetime` seconds, which the answer calls `expires_in`
POST /auth/verify   {"token"}: 200, or 401 for one that is forged, over, or revoked
POST /auth/refresh  a new token for the one in Authorization
POST /auth/revoke   the token in Authorization is refused from now on
GET  /api/items     10 items, for who has a token
GET  /ws?token=…    a WebSocket that answers {"id": X} with {"id": X, "user": NAME}; a bad token is refused with 403, or
                    with `late=1` by the close code 1008 after the handshake; a token that was revoked meanwhile ends the
                    session with 1008 at its next message
GET  /stats         the counts so far: `requests` as "METHOD PATH STATUS", this one left out
"""

import base64
import hashlib
import hmac
import json
import secrets
import time

from fastapi import Depends, FastAPI, Header, HTTPException, Response, WebSocket, WebSocketDisconnect, WebSocketException
from pydantic import BaseModel

from uvicorn_peer import options_of, serve


class Tokens:
    """Tokens of RFC 7519, signed with HMAC-SHA256 (RFC 7515 appendix A.1)."""

    def __init__(self, lifetime_s):
        self.lifetime_s = lifetime_s
        self._key = secrets.token_bytes(32)
        self._revoked = set()

    def issue(self, user):
        now = time.time()
        claims = {"sub": user, "iat": now, "exp": now + self.lifetime_s, "jti": secrets.token_hex(8)}
        signed = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        return f"{signed}.{self._signature(signed)}"

    def user(self, token):
        """Whose token it is; None for one that is no good."""
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()) or token in self._revoked:
            return None
        claims = json.loads(base64.urlsafe_b64decode(signed.partition(".")[2] + "=="))
        return claims["sub"] if claims["exp"] > time.time() else None

    def revoke(self, token):
        self._revoked.add(token)

    def _signature(self, signed):
        return encode(hmac.digest(self._key, signed.encode(), hashlib.sha256))


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Credentials(BaseModel):
    username: str
    password: str


class Candidate(BaseModel):
    token: str


class Counted:
    """Counts what an application answers, from outside of it."""

    def __init__(self, application, counts):
        self._application, self._requests = application, counts["requests"]

    async def __call__(self, scope, receive, send):
        async def counting(message):
            if message["type"] == "http.response.start" and scope["path"] != "/stats":
                add(self._requests, f"{scope['method']} {scope['path']} {message['status']}")
            await send(message)

        await self._application(scope, receive, counting if scope["type"] == "http" else send)


def add(table, key):
    table[key] = table.get(key, 0) + 1


def service(tokens, counts):
    application = FastAPI()

    def bearer(authorization: str = Header("")):
        token = authorization.removeprefix("Bearer ")
        if not tokens.user(token):
            raise HTTPException(401, "no valid token", {"WWW-Authenticate": "Bearer"})
        return token

    def answer(user):
        return {"access_token": tokens.issue(user), "token_type": "bearer", "expires_in": tokens.lifetime_s}

    @application.post("/auth/login")
    async def log_in(credentials: Credentials):
        if credentials.password != "secret":
            raise HTTPException(401, "wrong password")
        return answer(credentials.username)

    @application.post("/auth/verify")
    async def verify(candidate: Candidate):
        if not (user := tokens.user(candidate.token)):
            raise HTTPException(401, "no valid token")
        return {"valid": True, "user": user}

    @application.post("/auth/refresh")
    async def refresh(token: str = Depends(bearer)):
        return answer(tokens.user(token))

    @application.post("/auth/revoke", status_code=204)
    async def revoke(token: str = Depends(bearer)):
        tokens.revoke(token)
        return Response(status_code=204)

    @application.get("/api/items")
    async def items(_: str = Depends(bearer)):
        return {"items": [{"id": number, "name": f"item {number}"} for number in range(1, 11)]}

    @application.get("/stats")
    async def stats():
        return counts

    @application.websocket("/ws")
    async def converse(socket: WebSocket, token: str = "", late: bool = False):
        user = tokens.user(token)
        if user is None:
            add(counts, "sockets_refused")
            if late:
                await socket.accept()
            raise WebSocketException(1008, "no valid token")
        await socket.accept()
        add(counts, "sockets_accepted")
        try:
            while True:
                message = await socket.receive_json()
                add(counts, "messages_received")
                if tokens.user(token) is None:
                    add(counts, "sockets_ended_by_revocation")
                    raise WebSocketException(1008, "the token was revoked")
                await socket.send_json({"id": message["id"], "user": user})
                add(counts, "messages_sent")
        except WebSocketDisconnect as end:
            add(counts["closes_received"], str(end.code))

    return Counted(application, counts)


def main():
    parser = options_of(__doc__)
    parser.add_argument("--lifetime", type=float, default=3600, help="seconds that a token lives")
    options = parser.parse_args()
    counts = {"requests": {}, "sockets_accepted": 0, "sockets_refused": 0, "sockets_ended_by_revocation": 0,
              "messages_received": 0, "messages_sent": 0, "closes_received": {}}
    serve(service(Tokens(options.lifetime), counts), options, counts)


if __name__ == "__main__":
    main()
