"""What the page answers over HTTP: its contract, its refusals, its headers."""

from __future__ import annotations

import json
import re
import socket

import pytest
from webscript import ANSWERS, LEAVE
from webvisit import Reply, Served

from volant import records

EVENT = re.compile(r"event: (\w+)\ndata: (.*)\n\n")


def read_events(reply: Reply) -> list[tuple[str, dict[str, object]]]:
    assert EVENT.sub("", reply.text) == ""
    return [(name, json.loads(data)) for name, data in EVENT.findall(reply.text)]


def code_of(reply: Reply) -> object:
    error = reply.json["error"]
    assert isinstance(error, dict)
    assert error["message"]
    return error["code"]


def test_an_answer_comes_as_events_in_order(served: Served) -> None:
    reply = served.ask("Et le congé ?")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    events = read_events(reply)
    names = [name for name, _ in events]
    assert names == ["searched", *["sentence"] * 4, "answer"]
    searched, answer = events[0][1], events[-1][1]
    assert (searched["tag"], searched["documents"]) == ("fr", 2)
    assert [sentence for _, sentence in events[1:-1]] == answer["sentences"]
    assert answer["receipt"] == "r-conge"
    assert answer["withheld"] == [["number_missing", 2]]
    whole = ANSWERS["congé"][1]
    assert set(answer) == set(records.Answer.__dataclass_fields__)
    assert [s.text for s in whole.sentences] == [s[1]["text"] for s in events[1:-1]]


def test_the_conversation_and_the_engine_reach_the_flow(served: Served) -> None:
    turns = [
        {"role": "user", "content": "congé"},
        {"role": "assistant", "content": "Oui."},
        {"role": "user", "content": "Et avant 18 ans ?"},
    ]
    body = json.dumps({"messages": turns, "engine": "citation"}).encode()
    served.send("POST", "/api/ask", body, content_type="application/json")
    messages, engine = served.flow.conversations[-1]
    assert [(m.role, m.content) for m in messages] == [(t["role"], t["content"]) for t in turns]
    assert engine == "citation"


def test_an_error_before_the_first_event_is_a_status(served: Served) -> None:
    reply = served.ask("panne")
    assert (reply.status, code_of(reply)) == (503, "engine_unavailable")


@pytest.mark.parametrize(("question", "code"), [("délai", "engine_timeout"), ("imprévu", "volant")])
def test_an_error_in_the_middle_is_an_event(served: Served, question: str, code: str) -> None:
    reply = served.ask(question)
    assert reply.status == 200
    events = read_events(reply)
    assert [name for name, _ in events] == ["searched", "sentence", "error"]
    assert events[-1][1]["code"] == code
    assert "secret" not in reply.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"messages": []}',
        b'{"messages": [{"role": "assistant", "content": "x"}]}',
        b'{"messages": [{"role": "system", "content": "x"}]}',
        b'{"messages": [{"role": "user"}]}',
        b'{"messages": [{"role": "user", "content": 5}]}',
        b'{"messages": [{"role": "user", "content": "x"}], "engine": 5}',
        b'{"messages": [{"role": "user", "content": "x"}], "other": 1}',
        b'{"messages": [{"role": "user", "content": "\xff\xfe"}]}',
        b'{"messages": [{"role": "user", "content": "\\ud800"}]}',
        b"[" * 100_000,
    ],
)
def test_a_malformed_request_is_refused(served: Served, body: bytes) -> None:
    reply = served.send("POST", "/api/ask", body, content_type="application/json")
    assert (reply.status, code_of(reply)) == (400, "malformed_request")


def test_a_form_of_another_site_cannot_ask(served: Served) -> None:
    body = b'{"messages": [{"role": "user", "content": "x"}]}'
    reply = served.send("POST", "/api/ask", body, content_type="text/plain")
    assert (reply.status, code_of(reply)) == (400, "malformed_request")


@pytest.mark.parametrize("text", ["", "   \n\t", "\u200f\u200b\u2066", "\u0000"])
def test_an_empty_question_is_refused(served: Served, text: str) -> None:
    reply = served.ask(text)
    assert (reply.status, code_of(reply)) == (400, "empty_question")


def test_a_body_announced_too_long_is_refused_unread(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as connection:
        connection.sendall(
            b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100000000\r\n\r\n"
        )
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"too_long" in answer


def test_a_body_too_long_without_a_length_is_refused_early(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as connection:
        connection.sendall(
            b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        for _ in range(17):
            connection.sendall(piece)
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413")


def test_engines_and_health(served: Served) -> None:
    assert served.send("GET", "/api/engines").json == {"engines": list(served.flow.names)}
    assert served.send("GET", "/healthz").json == {"status": "ok"}


def test_a_window_is_cut_by_code_points(served: Served) -> None:
    start = LEAVE.index("Après")
    end = start + len("Après six mois")
    window = served.send("GET", f"/api/documents/conge?start={start}&end={end}").json
    assert window["match"] == "Après six mois"
    assert "".join(str(window[part]) for part in ("before", "match", "after")) in LEAVE
    assert window["starter"] is True


def test_a_document_id_may_hold_a_slash(served: Served) -> None:
    assert served.send("GET", "/api/documents/loi%2Fmariage?start=0&end=5").status == 200
    assert served.send("GET", "/documents/loi%2Fmariage?start=0&end=5").status == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/documents/none", 404, "unknown_document"),
        ("/api/documents/conge?start=-1&end=5", 400, "malformed_request"),
        ("/api/documents/conge?start=9&end=5", 400, "malformed_request"),
        ("/api/documents/conge?start=1e3", 400, "malformed_request"),
        ("/api/documents/conge?end=" + "9" * 5000, 400, "malformed_request"),
        ("/api/documents/conge?start=%D9%A1&end=9", 400, "malformed_request"),
        ("/api/receipts/none", 404, "unknown_receipt"),
        ("/assets/0/..%2F..%2Ferrors.py", 404, "path_not_found"),
        ("/assets/0/none.js", 404, "path_not_found"),
    ],
)
def test_what_cannot_be_shown(served: Served, path: str, status: int, code: str) -> None:
    reply = served.send("GET", path)
    assert (reply.status, code_of(reply)) == (status, code)


def test_an_end_past_the_document_marks_what_there_is(served: Served) -> None:
    window = served.send("GET", "/api/documents/conge?start=0&end=9999999999").json
    assert window["match"] == LEAVE.partition("\n\n")[2]


def test_a_receipt_speaks_the_reader_s_language(served: Served) -> None:
    french = served.send("GET", "/api/receipts/r-1?language=fr").json
    arabic = served.send("GET", "/api/receipts/r-1?language=ar").json
    assert french["limits"] != arabic["limits"]
    assert served.send("GET", "/api/receipts/r-1?language=xx").json == french


PATHS = [
    "/",
    "/?language=ar",
    "/documents/conge?start=0&end=5",
    "/documents/none",
    "/receipts/r-1",
    "/receipts/none",
    "/api/engines",
    "/api/documents/conge",
    "/api/receipts/none",
    "/assets/0/page.js",
    "/assets/0/none.js",
    "/healthz",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_is_protected(served: Served, path: str) -> None:
    headers = served.send("GET", path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("no-cache" if path.endswith("page.js") else "no-store")


def test_a_stream_is_protected_too(served: Served) -> None:
    assert "default-src 'self'" in served.ask("congé").headers["content-security-policy"]


def test_no_page_holds_inline_code(served: Served) -> None:
    for path in PATHS[:6]:
        html = served.send("GET", path).text
        assert not re.search(r"<style|\son\w+=|\sstyle=|<script(?![^>]* src=)", html), path


def test_files_are_kept_by_digest_and_tag(served: Served) -> None:
    page = served.send("GET", "/").text
    link = re.search(r"/assets/\w+/page\.css", page)
    assert link
    first = served.send("GET", link[0], accept_encoding="gzip")
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["content-encoding"] == "gzip"
    again = served.send("GET", link[0], if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    plain = served.send("GET", link[0])
    assert "content-encoding" not in plain.headers
    assert len(first.body) < len(plain.body)


def test_the_language_is_chosen_by_address_then_cookie_then_browser(served: Served) -> None:
    def language(path: str, **headers: str) -> str:
        found = re.search(r'<html lang="(\w+)"', served.send("GET", path, None, **headers).text)
        assert found
        return found[1]

    assert language("/") == "fr"
    assert language("/", accept_language="ary-MA,en;q=0.4") == "ar"
    assert language("/", accept_language="en", cookie="volant_language=zgh") == "zgh"
    assert language("/?language=ar", cookie="volant_language=zgh") == "ar"
    assert language("/?language=<x>", accept_language="de, *;q=x") == "fr"
    chosen = served.send("GET", "/?language=ar").headers["set-cookie"]
    assert chosen.startswith("volant_language=ar;")
    assert "set-cookie" not in served.send("GET", "/?language=de").headers


FORM = {"content_type": "application/x-www-form-urlencoded"}


def test_a_form_gets_the_whole_answer_in_the_page(served: Served) -> None:
    reply = served.send("POST", "/?language=fr", b"question=Le+cong%C3%A9+%3F&engine=", **FORM)
    assert reply.status == 200
    assert '<h2 class="asked" dir="auto">Le congé ?</h2>' in reply.text
    assert "3 passages dans 2 documents" in reply.text
    assert reply.text.count('class="cite"') == 3
    assert "/receipts/r-conge?language=fr" in reply.text
    assert "<blockquote" in reply.text


def test_an_example_is_asked_by_its_button(served: Served) -> None:
    reply = served.send("POST", "/", "question=&example=التطليق".encode(), **FORM)
    assert "مدونة الأسرة" in reply.text


def test_a_form_refusal_shows_the_nearest_passages(served: Served) -> None:
    reply = served.send("POST", "/?language=fr", b"question=refus", **FORM)
    assert "Les passages les plus proches" in reply.text
    assert "dans 2 documents" not in reply.text


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        (b"question=panne", 503, "Le moteur ne répond pas."),
        (b"question=+%20", 400, "La question est vide."),
        (b"", 400, "La question est vide."),
        (b"&".join([b"a=1"] * 50), 400, "La demande est mal formée."),
        (b"question=" + b"x" * 1_100_000, 413, "Le texte est trop long."),
        ("question=imprévu".encode(), 500, "Le serveur a rencontré un problème."),
    ],
)
def test_a_form_failure_is_explained(served: Served, body: bytes, status: int, text: str) -> None:
    reply = served.send("POST", "/?language=fr", body, **FORM)
    assert reply.status == status
    assert text in reply.text


def test_a_question_that_failed_waits_in_the_form(served: Served) -> None:
    page = served.send("POST", "/", b"question=panne", **FORM).text
    assert re.search(r"<textarea[^>]*>panne</textarea>", page)


def test_a_form_of_another_site_is_only_a_draft(served: Served) -> None:
    before = len(served.flow.conversations)
    page = served.send("POST", "/", b"question=abc", sec_fetch_site="cross-site", **FORM).text
    assert len(served.flow.conversations) == before
    assert re.search(r"<textarea[^>]*>abc</textarea>", page)


def test_what_is_typed_never_becomes_markup(served: Served) -> None:
    body = b"question=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E+panne"
    page = served.send("POST", "/", body, **FORM).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_source_page_marks_the_passage(served: Served) -> None:
    start = LEAVE.index("Après")
    page = served.send("GET", f"/documents/conge?start={start}&end={start + 5}&language=fr").text
    assert '<mark id="passage">Après</mark>' in page
    assert "11 septembre 2003" in page
    assert "Contenu de démarrage" in page


def test_a_receipt_page_says_what_it_does_not_prove(served: Served) -> None:
    page = served.send("GET", "/receipts/r-conge?language=ar").text
    assert "ما لا يثبته هذا الوصل" in page
    assert "تم التحقق من التوقيع" in page
    assert "لم يتم التحقق" in served.send("GET", "/receipts/r-refus?language=ar").text


def test_a_missing_page_says_what_to_do(served: Served) -> None:
    reply = served.send("GET", "/documents/none?language=en")
    assert reply.status == 404
    assert "no longer in the library" in reply.text


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Il n’y a rien à cette adresse."),
        ("ar", "لا يوجد شيء في هذا العنوان."),
        ("zgh", "Il n’y a rien à cette adresse."),
        ("en", "There is nothing at this address."),
    ],
)
@pytest.mark.parametrize("path", ["/documents/none", "/receipts/none", "/sovereignty/none"])
def test_a_missing_page_is_titled_by_what_is_missing(
    served: Served, path: str, language: str, title: str
) -> None:
    page = served.send("GET", f"{path}?language={language}").text
    marked = ' lang="fr"' if language == "zgh" else ""
    assert f'<h1 data-word="missing_here"{marked}>{title}</h1>' in page
    assert f"<title>{title} · Volant</title>" in page


def test_a_request_that_was_not_understood_is_not_titled_as_an_answer(served: Served) -> None:
    page = served.send("GET", "/documents/conge?start=9&end=5&language=ar").text
    assert '<h1 data-word="undone">لم يكتمل الطلب.</h1>' in page


def test_another_language_leads_to_the_same_page(served: Served) -> None:
    page = served.send("GET", "/documents/loi%2Fmariage?start=3&end=9&language=fr").text
    assert 'href="/documents/loi/mariage?start=3&amp;end=9&amp;language=ar"' in page
    assert served.send("GET", "/documents/loi/mariage?start=3&end=9&language=ar").status == 200
    assert 'href="/?language=ar"' in served.send("GET", "/").text
