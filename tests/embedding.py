"""Serve `/v1/embeddings` with vectors of words: alike texts are near, and nothing is learnt."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import numpy as np

DIMENSIONS = 96


def vector(text: str) -> list[float]:
    counted = np.zeros(DIMENSIONS)
    for word in text.split():
        counted[zlib.crc32(word.encode()) % DIMENSIONS] += 1.0
    return list(counted + 0.01)


class Server(ThreadingHTTPServer):
    """Answer as `reply` says: `right`, or one of the ways to be wrong."""

    daemon_threads = True
    reply = "right"
    asked = 0
    keys: ClassVar[set[str | None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked += len(body["input"])
        self.server.keys.add(self.headers["authorization"])
        rows = [{"index": n, "embedding": vector(t)} for n, t in enumerate(body["input"])]
        wrong = {
            "few": {"data": rows[1:]},
            "short": {"data": [row | {"embedding": [1.0]} for row in rows]},
            "nan": {"data": [row | {"embedding": [1e400] * DIMENSIONS} for row in rows]},
            "words": {"error": body["input"][0]},
            "mixed": {"data": rows[::-1]},
        }
        answer = json.dumps(wrong.get(self.server.reply, {"data": rows})).encode()
        self.send_response(500 if self.server.reply == "broken" else 200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
