"""A raw-byte WebSocket server for tests, on the standard library alone.

It shares no code with streamload, so that a mistake in reading RFC 6455 cannot hide by being made twice.
"""
