"""A raw-byte server of WebSockets and event streams for tests, on the standard library alone.

It shares no code with streamload, so that a mistake in reading RFC 6455, RFC 9112 or WHATWG HTML §9.2 cannot hide by
being made twice.
"""
