"""Real HTTP servers for the tests of engines: one scripted byte by byte, one that serves ranges."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


@dataclass(slots=True)
class Scripted:
    """Answer every request with `pieces`, `pause` seconds apart; `hold` keeps the line open.

    `endless` is then said over and over, until whoever listens hangs up.
    """

    pieces: tuple[bytes, ...] = ()
    endless: bytes = b""
    pause: float = 0.0
    hold: float = 0.0
    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            self.asked.append(head + await reader.readexactly(int(length[1]) if length else 0))
            for piece in self.pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(self.pause)
            while self.endless:
                writer.write(self.endless)
                await writer.drain()
            if self.hold:
                await asyncio.wait_for(reader.read(1), self.hold)
                self.gone.set()
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            self.gone.set()
        finally:
            writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@asynccontextmanager
async def scripted(
    *pieces: bytes, endless: bytes = b"", pause: float = 0.0, hold: float = 0.0
) -> AsyncIterator[Scripted]:
    script = Scripted(pieces=pieces, endless=endless, pause=pause, hold=hold)
    server = await asyncio.start_server(script.answer, "127.0.0.1", 0)
    script.port = server.sockets[0].getsockname()[1]
    try:
        yield script
    finally:
        server.close()


@dataclass(slots=True)
class Mirror:
    """Serve `data` at any path, with ranges, cutting each answer after `cut` bytes."""

    data: bytes
    cut: int | None = None
    ranges: bool = True
    status: int = 200
    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def mirror(data: bytes, **options: object) -> Iterator[Mirror]:
    served = Mirror(data, **options)  # type: ignore[arg-type]

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            served.asked.append(f"{self.path} {wanted}".strip())
            found = re.fullmatch(r"bytes=(\d+)-", wanted)
            start = int(found[1]) if found and served.ranges else 0
            partial = served.ranges and found is not None
            self.send_response(206 if partial and served.status == 200 else served.status)
            self.send_header("Content-Length", str(len(served.data) - start))
            if partial:
                last = len(served.data) - 1
                self.send_header("Content-Range", f"bytes {start}-{last}/{last + 1}")
            self.end_headers()
            end = len(served.data) if served.cut is None else start + served.cut
            self.wfile.write(served.data[start:end])
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
