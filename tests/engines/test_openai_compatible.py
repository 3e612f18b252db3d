import asyncio
import json
import socket
import ssl
import time
from contextlib import aclosing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from engineservers import STREAM, Scripted, scripted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from volant.engines import OpenAICompatible, Timeouts
from volant.engines.remote import TOKENS, WIDTH
from volant.errors import (
    EmptyAnswer,
    EngineError,
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    SettingsError,
)
from volant.records import Delta, Message, Request, Usage

KEY = "sk-not-for-the-log-0123456789"
ASK = Request(model="m", messages=(Message(role="user", content="Quel délai pour la CIN ؟"),))
SAID = "خمسطاش يوم — quinze jours ⵣ"


def event(text: str | None = None, finish: str | None = None) -> bytes:
    delta = {} if text is None else {"content": text}
    said = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return b"data: " + json.dumps(said, ensure_ascii=False).encode() + b"\n\n"


USAGE = (
    b'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,'
    b'"prompt_tokens_details":{"cached_tokens":5}}}\n\n'
)
DONE = b"data: [DONE]\n\n"
WHOLE = b": hello\n\n" + event("") + event(SAID[:9]) + event(SAID[9:]) + event(finish="stop")


def engine(script: Scripted, **options: object) -> OpenAICompatible:
    options = {"timeouts": Timeouts(connect=1, first=5, next=5), "model": "m", **options}
    return OpenAICompatible("far", script.url, **options)  # type: ignore[arg-type]


async def ask(asked: OpenAICompatible, request: Request = ASK) -> tuple[str, Delta]:
    try:
        deltas = [delta async for delta in asked.stream(request)]
    finally:
        await asked.close()
    assert [delta.finish for delta in deltas[:-1]] == [None] * (len(deltas) - 1)
    return "".join(delta.text for delta in deltas), deltas[-1]


async def test_a_stream_ends_with_finish_and_usage() -> None:
    async with scripted(STREAM + WHOLE + USAGE + DONE) as script:
        text, last = await ask(engine(script, api_key=KEY))
    assert text == SAID
    assert last == Delta(
        text="",
        finish="stop",
        usage=Usage(prompt_tokens=7, completion_tokens=3, cached_tokens=5),
    )
    head, _, body = script.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/chat/completions HTTP/1.1")
    assert f"Authorization: Bearer {KEY}".encode() in head
    assert json.loads(body)["messages"][0]["content"] == ASK.messages[0].content


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=st.lists(st.integers(1, len(WHOLE) - 1), min_size=1, max_size=6))
def test_cut_anywhere(cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), len(WHOLE)]
    pieces = [WHOLE[start:end] for start, end in pairwise(ends)]

    async def run() -> str:
        async with scripted(STREAM, *pieces, pause=0.0005) as script:
            return (await ask(engine(script)))[0]

    assert asyncio.run(run()) == SAID


@pytest.mark.parametrize("wrong", [b"-7", b"9007199254740993", b"1" * 19])
async def test_a_count_that_cannot_be_one_counts_nothing(wrong: bytes) -> None:
    counted = USAGE.replace(b'"prompt_tokens":7', b'"prompt_tokens":' + wrong)
    async with scripted(STREAM + WHOLE + counted + DONE) as script:
        _, last = await ask(engine(script))
    assert last.usage == Usage(prompt_tokens=0, completion_tokens=3, cached_tokens=5)


async def test_crlf_and_no_done_and_text_beside_finish() -> None:
    stream = event("oui").replace(b"\n", b"\r\n") + event(".", "length").replace(b"\n", b"\r\n")
    async with scripted(STREAM + stream) as script:
        text, last = await ask(engine(script))
    assert (text, last.finish, last.usage) == ("oui.", "length", None)


ERROR = b'{"error":{"message":"no such model \xd9\x84\xd8\xa7","code":404}}'


def page(status: str, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (page("404 Not Found", ERROR), EngineRefused, "404: no such model لا"),
        (page("500 Oops", b""), EngineRefused, "500: Oops"),
        (page("502 Bad", b"<p>" + b"x" * 9000), EngineRefused, "xxx…"),
        (page("401 No", b"bad key " + KEY.encode()), EngineRefused, r"bad key \[key\]"),
        (page("307 Go", b"", "Location: http://192.0.2.1/\r\n"), EngineRefused, "307: Go"),
        (page("200 OK", b'{"choices":[]}'), EngineUnavailable, "middle of its answer"),
        (STREAM, EngineUnavailable, "middle of its answer"),
        (STREAM + event("a"), EngineUnavailable, "middle of its answer"),
        (STREAM + event("a") + DONE, EngineUnavailable, "middle of its answer"),
        (STREAM + event() + event(finish="stop") + DONE, EmptyAnswer, "empty"),
        (STREAM + b"data: {broken\n\n", EngineRefused, "not OpenAI's wire"),
        (STREAM + b'data: {"error":{"message":"cuda"}}\n\n', EngineRefused, "answered cuda"),
        (STREAM + b'error: {"code":500,"message":"oom"}\n\n', EngineRefused, "answered oom"),
        (STREAM + b"data: " + b"x" * 5_000_000, EngineRefused, "OverlongError"),
        (b"", EngineUnavailable, "cannot be reached"),
        (b"not http at all\r\n\r\n", EngineRefused, "not OpenAI's wire"),
        (page("200 OK", b"x")[:-1], EngineUnavailable, "cut the connection"),
    ],
)
async def test_what_can_go_wrong(answer: bytes, error: type[EngineError], words: str) -> None:
    async with scripted(answer) as script:
        with pytest.raises(error, match=words) as raised:
            await ask(engine(script, api_key=KEY))
    assert raised.type is error
    assert len(raised.value.message) < 500
    assert KEY not in raised.value.message


@pytest.mark.parametrize(
    ("asked", "said", "most"),
    [(5, "خمسطاش ", 5), (None, "يوم " * 10_000, TOKENS), (10**12, "يوم " * 10_000, TOKENS)],
)
async def test_an_endless_answer_ends_by_length(asked: int | None, said: str, most: int) -> None:
    async with scripted(STREAM, endless=event(said)) as script:
        text, last = await ask(engine(script), replace(ASK, max_tokens=asked))
        await asyncio.wait_for(script.gone.wait(), 5)
    assert last.finish == "length"
    assert WIDTH * most < len(text) <= WIDTH * most + len(said)


@pytest.mark.parametrize("nothing", [event(), event(" \n")])
async def test_an_endless_silence_is_an_empty_answer(nothing: bytes) -> None:
    async with scripted(STREAM, endless=nothing) as script:
        with pytest.raises(EmptyAnswer, match="'length'"):
            await ask(engine(script), replace(ASK, max_tokens=5))


async def test_an_answer_that_has_ended_and_goes_on_is_left() -> None:
    async with scripted(STREAM, event("oui", "stop"), endless=USAGE) as script:
        text, last = await ask(engine(script), replace(ASK, max_tokens=5))
    assert (text, last.finish) == ("oui", "stop")


async def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        asked = engine(Scripted(port=free.getsockname()[1]))
        with pytest.raises(EngineUnavailable, match="cannot be reached"):
            await ask(asked)


async def test_nobody_accepts() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        asked = engine(Scripted(port=port), timeouts=Timeouts(connect=0.2, first=5, next=5))
        with pytest.raises(EngineTimeout, match=r"0\.2 seconds"):
            await ask(asked)
        for one in waiting:
            one.close()


@pytest.mark.parametrize(
    ("begun", "words"),
    [
        (b"", r"0\.3 seconds"),
        (STREAM + b": alive\n\n", r"0\.3 seconds"),
        (STREAM + event("a"), r"0\.2 seconds"),
    ],
)
async def test_silence_ends(begun: bytes, words: str) -> None:
    async with scripted(begun, hold=5) as script:
        asked = engine(script, timeouts=Timeouts(connect=1, first=0.3, next=0.2))
        with pytest.raises(EngineTimeout, match=words):
            await ask(asked)


async def test_a_slow_reader_is_not_a_slow_engine() -> None:
    async with scripted(STREAM, event("a"), event("b", "stop"), pause=0.05) as script:
        asked = engine(script, timeouts=Timeouts(connect=1, first=5, next=0.5))
        said = []
        async for delta in asked.stream(ASK):
            said.append(delta.text)
            await asyncio.sleep(0.6 if delta.text == "a" else 0)
        await asked.close()
    assert said == ["a", "b", ""]


async def test_closing_the_iterator_hangs_up_at_once() -> None:
    async with scripted(STREAM + event("a"), hold=10) as script:
        asked = engine(script)
        async with aclosing(asked.stream(ASK)) as deltas:
            assert (await anext(deltas)).text == "a"
        begun = time.monotonic()
        await asyncio.wait_for(script.gone.wait(), 5)
        assert time.monotonic() - begun < 2
        await asked.close()


async def test_a_cancelled_reader_hangs_up_at_once() -> None:
    async with scripted(STREAM + event("a"), hold=10) as script:
        asked = engine(script)
        task = asyncio.create_task(ask(asked))
        await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.wait_for(script.gone.wait(), 5)
        assert task.cancelled()


async def test_a_kept_connection_that_closed_is_asked_again() -> None:
    """Be llama.cpp: end the stream properly, promise to keep the line, and close it."""
    body = WHOLE + DONE
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    head = STREAM.replace(b"Connection: close", b"Transfer-Encoding: chunked")
    async with scripted(head + chunked) as script:
        asked = engine(script)
        for _ in range(3):
            said = [delta.text async for delta in asked.stream(ASK)]
            assert "".join(said) == SAID
        await asked.close()
    assert len(script.asked) == 3


async def test_over_a_unix_socket(tmp_path: Path) -> None:
    script = Scripted(pieces=(STREAM + WHOLE + DONE,))
    path = tmp_path / "s.sock"
    server = await asyncio.start_unix_server(script.answer, path)
    text, _ = await ask(OpenAICompatible("near", model="m", socket=path))
    assert text == SAID
    server.close()
    path.unlink()
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        await ask(OpenAICompatible("near", model="m", socket=path))


async def test_a_certificate_nobody_signed_is_refused(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path))
    server = await asyncio.start_server(
        Scripted(pieces=(STREAM + WHOLE,)).answer, "127.0.0.1", 0, ssl=context
    )
    port = server.sockets[0].getsockname()[1]
    asked = OpenAICompatible("far", f"https://127.0.0.1:{port}/v1", model="m", api_key=KEY)
    with pytest.raises(EngineUnavailable, match="certificate"):
        await ask(asked)
    server.close()


def _certificate(folder: Path) -> Path:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(1))
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(secret + builder.sign(key, hashes.SHA256()).public_bytes(pem))
    return path


def test_the_key_is_not_shown() -> None:
    asked = OpenAICompatible("far", "https://example.org/v1", model="m", api_key=KEY)
    assert repr(asked) == "OpenAICompatible('far', 'https://example.org', model='m')"


@pytest.mark.parametrize(
    "url",
    ["", "example.org/v1", "ftp://example.org", "http://", "http://u:p@h/v1", "http://h/?k=v"],
)
def test_an_address_that_cannot_be_used(url: str) -> None:
    with pytest.raises(SettingsError, match="base_url"):
        OpenAICompatible("far", url, model="m")


@pytest.mark.parametrize("key", ["sk-a\nX: y", "سر"])
def test_a_key_that_cannot_be_sent(key: str) -> None:
    with pytest.raises(SettingsError, match="API key") as raised:
        OpenAICompatible("far", "http://h/v1", model="m", api_key=key)
    assert key not in raised.value.message


async def test_closed_is_closed() -> None:
    async with scripted(STREAM + WHOLE) as script:
        asked = engine(script)
        await asked.close()
        await asked.close()
        with pytest.raises(EngineUnavailable, match="closed"):
            await ask(asked)
