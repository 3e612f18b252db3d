"""The OpenAI wire, spoken to by the official client over a real server."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
import uvicorn
from openai.types.chat import ChatCompletionMessageParam
from scripted import Scripted
from starlette.applications import Starlette

from volant import errors
from volant.gateway import STATUSES, Gateway, routes, status
from volant.gateway.http import LIMIT
from volant.ledger import Ledger, verify
from volant.library import Library


@pytest.fixture
def port(gateway: Gateway, library: Library) -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=routes(gateway, lambda: library.embedder))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def client(port: int) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", max_retries=0)


JSON = {"Content-Type": "application/json"}

QUESTION: list[ChatCompletionMessageParam] = [
    {"role": "user", "content": "شحال من نهار عندي باش نسجل ولدي فالحالة المدنية؟"}
]


def test_models(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names[:2] == ["volant", "scripted"]
    assert {"quote", "echo", "use-multilingual-v3"} <= set(names)


def test_an_engine_whole_and_streamed(client: openai.OpenAI) -> None:
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": "سلام من طنجة"}]
    whole = client.chat.completions.create(model="echo", messages=messages)
    assert whole.choices[0].message.content == "سلام من طنجة"
    assert whole.choices[0].finish_reason == "stop"
    assert whole.model_extra["volant"]["receipt"]  # type: ignore[index]
    chunks = list(
        client.chat.completions.create(
            model="echo", messages=messages, stream=True, stream_options={"include_usage": True}
        )
    )
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "سلام من طنجة"
    assert chunks[-1].usage
    assert chunks[-1].usage.completion_tokens > 0


def test_the_assistant_whole(client: openai.OpenAI) -> None:
    given = client.chat.completions.create(
        model="volant", messages=QUESTION, extra_body={"engine": "quote"}
    )
    extra = given.model_extra["volant"]  # type: ignore[index]
    assert extra["tag"] == "ary-Arab"
    assert "المادة" in extra["citations"][0]["article"]
    text = given.choices[0].message.content or ""
    assert "30 يوما" in text
    assert "[1]" in text
    assert extra["receipt"] in text


def test_the_language_of_a_question_can_be_said(client: openai.OpenAI) -> None:
    given = client.chat.completions.create(
        model="volant", messages=QUESTION, extra_body={"engine": "quote", "tag": "ar"}
    )
    extra = given.model_extra["volant"]  # type: ignore[index]
    assert (extra["tag"], extra["identified"]["tag"]) == ("ar", "ary-Arab")
    assert 0 < extra["identified"]["score"] <= 1


def test_the_assistant_streamed_is_the_same_text(client: openai.OpenAI) -> None:
    body = {"engine": "quote"}
    chunks = list(
        client.chat.completions.create(
            model="volant", messages=QUESTION, stream=True, extra_body=body
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    extra = next(chunk.model_extra["volant"] for chunk in chunks if chunk.model_extra)
    assert "30 يوما" in text
    assert text.endswith(f"({extra['receipt']})")


PERSONAL: list[ChatCompletionMessageParam] = [{"role": "user", "content": "عيطو ليا ف 0661234567"}]


@pytest.mark.parametrize("stream", [False, True])
def test_what_may_not_be_sent_is_forbidden_with_reasons_in_three_languages(
    client: openai.OpenAI, scripted: Scripted, ledger: Ledger, stream: bool
) -> None:
    with pytest.raises(openai.PermissionDeniedError) as caught:
        client.chat.completions.create(model="scripted", messages=PERSONAL, stream=stream)
    assert (caught.value.status_code, caught.value.code) == (403, "denied")
    assert isinstance(caught.value.body, dict)
    reasons = {reason["code"]: reason for reason in caught.value.body["reasons"]}
    assert "المادتان 43 و44" in reasons["L0908-43"]["ar"]
    assert "art. 43-44" in reasons["L0908-43"]["fr"]
    assert "art. 43" in reasons["L0908-43"]["en"]
    ledger.refresh()
    receipt = ledger.receipt(caught.value.body["receipt"])
    assert receipt.facts["policy"]["outcome"] == "DENIED"
    assert scripted.asked == []


def test_a_client_says_the_class_and_the_conversation(
    client: openai.OpenAI, scripted: Scripted
) -> None:
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Plan de reprise"}]
    body = {"data_class": "D4", "conversation": "dossier 12"}
    with pytest.raises(openai.PermissionDeniedError):
        client.chat.completions.create(model="scripted", messages=messages, extra_body=body)
    with pytest.raises(openai.PermissionDeniedError):
        client.chat.completions.create(
            model="scripted", messages=messages, extra_body={"conversation": "dossier 12"}
        )
    client.chat.completions.create(model="scripted", messages=messages)
    assert len(scripted.asked) == 1


def test_the_assistant_quotes_what_it_may_not_send(
    client: openai.OpenAI, scripted: Scripted
) -> None:
    given = client.chat.completions.create(
        model="volant", messages=QUESTION, extra_body={"data_class": "D4"}
    )
    assert given.model_extra["volant"]["engine"] == "quote"  # type: ignore[index]
    assert scripted.asked == []


def test_embeddings_leave_a_receipt(client: openai.OpenAI, ledger: Ledger) -> None:
    texts = ["طلاق", "بطاقتي AB123456"]
    found = client.embeddings.create(model="use-multilingual-v3", input=texts, dimensions=512)
    assert [len(item.embedding) for item in found.data] == [512, 512]
    ledger.refresh()
    receipt = ledger.receipt(found.model_extra["volant"]["receipt"])  # type: ignore[index]
    assert receipt.facts["engine"]["name"] == "use-multilingual-v3"
    assert receipt.facts["request"]["class"] == "D3"
    assert "sent" not in receipt.facts  # it stayed in this process


@pytest.mark.parametrize(
    "asked",
    [
        {"dimensions": 3},
        {"encoding_format": "foo"},
        {"input": []},
        {"input": ["divorce", ""]},
        {"input": ["a"] * 2049},
        {"data_class": "D9"},
    ],
)
def test_embeddings_that_are_not_given(client: openai.OpenAI, asked: dict[str, object]) -> None:
    body = {"model": "use-multilingual-v3", "input": "divorce"} | asked
    with pytest.raises(openai.BadRequestError) as caught:
        client.post("/embeddings", body=body, cast_to=object)
    assert caught.value.code == "malformed_request"


def test_more_text_than_is_embedded_at_once(client: openai.OpenAI, ledger: Ledger) -> None:
    before = ledger.size
    with pytest.raises(openai.APIStatusError) as caught:
        client.embeddings.create(model="use-multilingual-v3", input=["م" * 101_000] * 2)
    assert caught.value.code == "too_long"
    ledger.refresh()
    assert ledger.entry(before).kind == "denial"


@pytest.mark.parametrize("stream", [False, True])
def test_a_failure_nobody_foresaw_has_openai_s_shape(
    client: openai.OpenAI, scripted: Scripted, stream: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(request: object) -> None:
        raise RuntimeError("secret words")

    scripted.stream = fail  # type: ignore[assignment, method-assign]
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": "سلام"}]
    with pytest.raises(openai.InternalServerError) as caught:
        client.chat.completions.create(model="scripted", messages=messages, stream=stream)
    assert caught.value.code == "volant"
    assert "secret" not in f"{caught.value.message}{caplog.text}"
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        ({"model": "gpt-9"}, openai.NotFoundError, "unknown_model"),
        ({"model": "echo", "n": 2}, openai.BadRequestError, "malformed_request"),
        ({"model": "echo", "tools": [{}]}, openai.BadRequestError, "malformed_request"),
        ({"model": "echo", "max_tokens": 0}, openai.BadRequestError, "malformed_request"),
        ({"model": "volant", "messages": []}, openai.BadRequestError, "malformed_request"),
        ({"model": "volant", "tag": "klingon"}, openai.BadRequestError, "malformed_request"),
        ({"model": "volant", "data_class": "D9"}, openai.BadRequestError, "malformed_request"),
        ({"model": "echo", "approval": "Mme X"}, openai.BadRequestError, "malformed_request"),
        ({"model": "echo", "data_class": 4}, openai.BadRequestError, "malformed_request"),
        ({"model": "echo", "seed": 2**53}, openai.BadRequestError, "malformed_request"),
        (
            {"model": "echo", "seed": -(2**60), "stream": True},
            openai.BadRequestError,
            "malformed_request",
        ),
        ({"model": "echo", "temperature": -5}, openai.BadRequestError, "malformed_request"),
        ({"model": "echo", "temperature": 1e308}, openai.BadRequestError, "malformed_request"),
        ({"model": "echo", "top_p": 1.5}, openai.BadRequestError, "malformed_request"),
        ({"model": "echo", "grammar": "root ::= [a]"}, openai.BadRequestError, "malformed_request"),
        (
            {"model": "echo", "response_format": {"type": "json_object"}},
            openai.BadRequestError,
            "malformed_request",
        ),
        (
            {"model": "echo", "logit_bias": {"50256": 9}},
            openai.BadRequestError,
            "malformed_request",
        ),
        ({"model": "echo", "modalities": ["audio"]}, openai.BadRequestError, "malformed_request"),
        ({"model": "volant", "engine": "echo"}, openai.NotFoundError, "unknown_model"),
        (
            {"model": "volant", "messages": [{"role": "user", "content": "w"}] * 3000},
            openai.APIStatusError,
            "too_long",
        ),
        (
            {"model": "volant", "messages": [{"role": "user", "content": " "}]},
            openai.BadRequestError,
            "empty_question",
        ),
        (
            {
                "model": "volant",
                "stream": True,
                "messages": [{"role": "user", "content": "x" * 100_000}],
            },
            openai.APIStatusError,
            "too_long",
        ),
        (
            {"model": "echo", "messages": [{"role": "djinn", "content": "x"}]},
            openai.BadRequestError,
            "malformed_request",
        ),
    ],
)
def test_errors_have_openai_s_shape(
    client: openai.OpenAI, body: dict[str, object], kind: type[openai.APIStatusError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        client.post("/chat/completions", body={"messages": QUESTION, **body}, cast_to=object)
    assert caught.value.code == code
    assert caught.value.type == "invalid_request_error"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'"x"', b"[" * 5000, b"null"])
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/embeddings"])
def test_bodies_that_are_no_request(port: int, path: str, body: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", path, body, JSON)
    response = connection.getresponse()
    assert response.status == 400
    assert json.loads(response.read())["error"]["code"] == "malformed_request"


def test_a_huge_body_is_refused(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/v1/chat/completions", b" " * (LIMIT + 1), JSON)
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused so early that the rest could not be sent


def test_a_client_that_leaves_stops_the_engine_and_the_log_verifies(
    port: int,
    scripted: Scripted,
    home: Path,
    ledger: Ledger,
) -> None:
    scripted.words, scripted.pause = "mot " * 5000, 0.005
    before = ledger.size
    body = json.dumps({"model": "scripted", "stream": True, "messages": QUESTION}).encode()
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(head.encode() + body)
        assert client.recv(200)
    deadline = time.monotonic() + 20
    while scripted.closed == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert scripted.closed == 1
    while ledger.size == before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert verify(home / "ledger").ok


async def test_two_questions_at_once(port: int) -> None:
    client = openai.AsyncOpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none")
    asked = [
        client.chat.completions.create(
            model="volant", messages=QUESTION, extra_body={"engine": "quote"}
        )
        for _ in range(4)
    ]
    given = await asyncio.gather(*asked)
    assert len({answer.model_extra["volant"]["receipt"] for answer in given}) == 4  # type: ignore[index]


def test_the_table_of_statuses_covers_the_tree() -> None:
    def tree(kind: type[errors.VolantError]) -> Iterator[type[errors.VolantError]]:
        yield kind
        for child in kind.__subclasses__():
            yield from tree(child)

    kinds = [kind for kind in tree(errors.VolantError) if kind.__module__ == "volant.errors"]
    assert all(400 <= status(kind("x")) < 600 for kind in kinds)
    assert set(STATUSES) <= set(kinds)
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
