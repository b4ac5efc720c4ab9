"""Streams that are not plain events: chat completions as OpenAI's servers send them, and JSON lines."""

import json

from .events import SENT_AT, EventStream, Part, encode_lines, event_lines, tick

DONE = "[DONE]"


class ChatCompletion(EventStream):
    """A chat completion with `stream: true`: the role, `tokens` content deltas (8), the finish reason, `[DONE]`.

    The first delta comes `ttft_ms` (0) after the role, the others `gap_ms` (0) apart. `usage=1` adds the usage chunk
    (as `stream_options.include_usage` in the body does), `done=0` leaves `[DONE]` out, `error_after=K` sends an error
    chunk instead of delta K + 1 and ends there, `empty=1` puts a delta without text between the role and the first
    token, `reasoning=K` makes the first K deltas `reasoning_content`, `merged=1` sends all chunks in one write.
    """

    def parts(self):
        request, count = self.request, self.request.option("tokens", 8)
        error_after = request.option("error_after", -1)
        ttft_s, gap_s = request.option("ttft_ms", 0) / 1000, request.option("gap_ms", 0) / 1000
        parts = [self._chunk({"role": "assistant", "content": ""})]
        if request.option("empty", 0):
            parts.append(self._chunk({"content": ""}))
        shown = count if error_after < 0 else min(count, error_after)
        for index in range(shown):
            kind = "reasoning_content" if index < request.option("reasoning", 0) else "content"
            parts.append(self._chunk({kind: f" token{index}"}, at_s=ttft_s + index * gap_s, counts_as="tokens_sent"))
        end_s = ttft_s + max(0, shown - 1) * gap_s
        if shown < count:
            error = {"error": {"message": "the model gave up", "type": "server_error", "code": 500}}
            return self._placed([*parts, self._event(error, end_s + gap_s, "errors_sent")])
        parts.append(self._chunk({}, finish="stop", at_s=end_s))
        if self._wants_usage():
            usage = {"prompt_tokens": 5, "completion_tokens": count, "total_tokens": count + 5}
            parts.append(self._event({**self._envelope(), "choices": [], "usage": usage}, end_s, "usages_sent"))
        if request.option("done", 1):
            parts.append(Part(encode_lines(event_lines(DONE)), end_s, "done_sent"))
        return self._placed(parts)

    def _placed(self, parts):
        if not self.request.option("merged", 0):
            return parts
        for part in parts:
            self.connection.count(part.counts_as)
        return [Part(b"".join(part.data for part in parts), counts_as="")]

    def _wants_usage(self):
        if self.request.option("usage", 0):
            return True
        try:
            options = json.loads(self.request_body).get("stream_options") or {}
        except (ValueError, AttributeError):
            self.connection.count("request_problems", key="body_not_json")
            return False
        return options.get("include_usage") is True

    def _chunk(self, delta, finish=None, at_s=0, counts_as="chunks_sent"):
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._event({**self._envelope(), "choices": [choice]}, at_s, counts_as)

    def _event(self, value, at_s, counts_as):
        return Part(encode_lines(event_lines(json.dumps(value, separators=(",", ":")))), at_s, counts_as)

    @staticmethod
    def _envelope():
        return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000, "model": "test"}


class JSONLines(EventStream):
    """`n` JSON lines (10) `{"seq":K,"sent_at":MS}`, `interval_ms` apart (0), of type application/x-ndjson.

    `eol=crlf` ends them so; `empty=1` puts an empty line behind each; `unfinished=1` leaves the last line's end out.
    """

    content_type = accepted_type = "application/x-ndjson"

    def parts(self):
        request, count = self.request, self.request.option("n", 10)
        first_s, interval_s = request.option("first_ms", 0) / 1000, request.option("interval_ms", 0) / 1000
        end = self._line_ends()[0].encode()
        parts = []
        for number in range(1, count + 1):
            data = tick(number, request.option("size", 0)).encode().replace(b'"?"', SENT_AT)
            tail = b"" if number == count and request.option("unfinished", 0) else end
            tail += end if tail and request.option("empty", 0) else b""
            parts.append(Part(data + tail, first_s + (number - 1) * interval_s))
        return parts


PATHS = {"/v1/chat/completions": ChatCompletion, "/ndjson": JSONLines}
