"""Make hostile PDFs, pages, texts, e-mails, names and things that are no file.

The same bytes at every call. Every function yields a suffix and the bytes of one file; those that
need more than bytes are given the folder.
"""

from __future__ import annotations

import os
import socket
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

Made = Iterator[tuple[str, bytes]]

PDF_HEAD = "<</Type/Catalog/Pages 2 0 R>>"
PDF_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(objects: list[str], trailer: str = "") -> bytes:
    """Write PDF objects, numbered from 1, with their table."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{content}endobj\n".encode("latin-1")
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\n".encode()
    out += f"startxref\n{table}\n%%EOF".encode()
    return bytes(out)


def page(content: str, box: str = "0 0 612 792", more: str = "", count: int = 1) -> list[str]:
    """Give the objects of a document of one page in Helvetica."""
    kids = "3 0 R " * count
    return [
        PDF_HEAD,
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
        (
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R"
            f"/Resources<</Font<</F 5 0 R>>{more}>>>>"
        ),
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        PDF_FONT,
    ]


def text_of(words: str) -> str:
    return f"BT /F 12 Tf 72 720 Td ({words}) Tj ET"


def cut_pdfs() -> Made:
    data = pdf(page(text_of("Article premier")))
    yield from ((".pdf", data[:keep]) for keep in (0, 1, 9, 60, 150, 250, 320))


def looping_pdfs() -> Made:
    kids = page(text_of("x"))
    kids[1] = "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"
    yield ".pdf", pdf(kids)
    yield ".pdf", pdf(["1 0 R", "2 0 R"])
    form = page("/X Do", more="/XObject<</X 6 0 R>>")
    own = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    yield ".pdf", pdf([*form, f"<<{own}/Length 11>>stream\n/X Do /X Do\nendstream"])
    yield ".pdf", pdf([*form, *(_form(n) for n in range(7, 40)), "<<>>"])


def _form(following: int) -> str:
    """Draw the next form ten times, and so on: ten to the thirtieth forms in all."""
    resources = f"/Resources<</XObject<</X {following} 0 R>>>>"
    words = "/X Do " * 10
    head = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]{resources}/Length {len(words)}"
    return f"<<{head}>>stream\n{words}\nendstream"


def claiming_pdfs() -> Made:
    for count in (2**31 - 1, -1, 10**12):
        objects = page(text_of("x"))
        objects[1] = f"<</Type/Pages/Kids[]/Count {count}>>"
        yield ".pdf", pdf(objects)
    yield ".pdf", pdf(page(text_of("x"), count=25_000))
    objects = page(text_of("x"))
    objects[3] = "<</Length 99999999999>>stream\nq"
    yield ".pdf", pdf(objects)
    objects[3] = "<</Length 4/Filter[" + "/FlateDecode" * 500 + "]>>stream\nabcd\nendstream"
    yield ".pdf", pdf(objects)
    yield ".pdf", b"%PDF-1.7\n" + b"[" * 1_000_000
    yield ".pdf", b"%PDF-1.7\n" + b"<</A" * 500_000


def locked_pdfs() -> Made:
    for revision in (2, 3):
        secret = "<" + "ab" * 32 + ">"
        encrypt = (
            f"/Encrypt<</Filter/Standard/V {revision - 1}/R {revision}/Length 128"
            f"/O {secret}/U {secret}/P -4>>/ID[<01><01>]"
        )
        yield ".pdf", pdf(page(text_of("secret")), encrypt)
    yield ".pdf", pdf(page(text_of("secret")), "/Encrypt<</Filter/Unknown/V 9>>")


def wordless_pdfs() -> Made:
    """Yield PDFs without words, or whose boxes leave no room for any."""
    yield ".pdf", pdf(page(""))
    yield ".pdf", pdf(page("q " * 1_000_000))
    yield ".pdf", pdf(page("0 0 m 1 1 l S " * 100_000))


def swollen_pdfs() -> Made:
    """Yield streams that unpack to a thousand times their size."""
    for words in (b" " * 50_000_000, b"q Q " * 10_000_000):
        packed = zlib.compress(words, 9).decode("latin-1")
        objects = page("")
        objects[3] = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n{packed}\nendstream"
        yield ".pdf", pdf(objects)
    packed = zlib.compress(zlib.compress(bytes(200_000_000), 9), 9).decode("latin-1")
    objects[3] = (
        f"<</Length {len(packed)}/Filter[/FlateDecode/FlateDecode]>>stream\n{packed}\nendstream"
    )
    yield ".pdf", pdf(objects)
    stream = f"<</Type/ObjStm/N 999999/First 9/Length {len(packed)}/Filter/FlateDecode>>"
    yield ".pdf", pdf(["6 0 R", f"{stream}stream\n{packed}\nendstream"])


def wrong_suffixes() -> Made:
    word = b"PK\x03\x04" + bytes(60)
    yield from ((suffix, word) for suffix in (".txt", ".md", ".html", ".pdf"))
    letter = pdf(page(text_of("Article")))
    yield from ((suffix, letter) for suffix in (".txt", ".html", ".docx", ".epub", ".eml", ".xlsx"))
    program = b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8
    yield from ((suffix, program) for suffix in (".txt", ".md", ".pdf", ".odt", ".eml", ".xhtml"))
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    yield from ((suffix, picture) for suffix in (".txt", ".docx", ".pdf"))


def old_formats() -> Made:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1024)
    yield from ((suffix, ole) for suffix in (".doc", ".xls", ".ppt", ".docx", ".xlsx", ".msg"))
    yield ".rtf", b"{\\rtf1 " + b"{" * 100_000


def empty_files() -> Made:
    yield from (
        (suffix, b"") for suffix in (".pdf", ".docx", ".odt", ".xlsx", ".ods", ".epub", ".eml")
    )


def no_text() -> Made:
    for suffix in (".txt", ".md", ".html"):
        yield suffix, b"mot\x00mot"
        yield suffix, bytes(range(256)) * 40
        yield suffix, "mot".encode("utf-16") + b"\x00"
        yield suffix, b"\xff\xfe" + b"\x00\xd8" * 20
        yield suffix, b"\xff\xfe\x00\x00" + b"\xff\xff\xff\xff" * 9
        yield suffix, b"\x1b]0;owned\x07\x1b[2J\x08" * 50


def too_long() -> Made:
    yield ".txt", b"a" * 100_000_000
    yield ".md", ("م" * 21_000_000).encode()
    yield ".html", b"<p>" + b"b" * 51_000_000
    yield ".html", b"<p>" + b"c " * 11_000_000
    yield ".txt", b"...." * 6_000_000
    yield ".eml", b"Subject: x\n\n" + b"d" * 61_000_000


def messages() -> Made:
    """Yield e-mails nested a thousand deep, in ten thousand parts, or that are none."""
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(1_000)
    )
    yield ".eml", f"Subject: x\n{nested}".encode()
    yield ".eml", ("Content-Type: message/rfc822\n\n" * 5_000).encode()
    parts = "--b\nContent-Type: text/plain\n\nmot\n" * 10_000
    yield ".eml", f"Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--".encode()
    yield ".eml", b"\x00" * 1_000
    yield ".eml", b"ceci n'est pas un message\n" * 10
    yield ".eml", b"From: \x00" + bytes(range(256)) * 20 + b"\n\n" + bytes(range(256)) * 20


def odd_places(folder: Path) -> None:
    """Put things that are no readable file into a folder, under names that end well."""
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "pipe.pdf")
    for name, target in (
        ("zero.txt", "/dev/zero"),
        ("null.pdf", "/dev/null"),
        ("full.eml", "/dev/full"),
    ):
        (folder / name).symlink_to(target)
    (folder / "loop.docx").symlink_to(folder / "loop.docx")
    (folder / "there.odt").symlink_to(folder / "back.odt")
    (folder / "back.odt").symlink_to(folder / "there.odt")
    (folder / "vanished.pdf").symlink_to(folder / "nothing.pdf")
    (folder / "folder.txt").symlink_to(folder)
    bound = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket has 107 bytes at most
    try:
        bound.bind("socket.txt")
    finally:
        os.chdir(here)
        bound.close()
    with (folder / "sparse.txt").open("wb") as hole:
        hole.truncate(200_000_001)
    if os.geteuid() != 0:
        (folder / "secret.txt").write_text("x")
        (folder / "secret.txt").chmod(0)


def odd_names(folder: Path) -> None:
    """Put broken files under names that would turn a line around, end it or clear the screen."""
    names = (
        "\u202egpj.exe\u202c.pdf", "a\nb.pdf", "\x1b[2J.pdf", "\u2067x\u2069.docx", "\x7f\x08.odt",
        "a\rb.epub", "\u200f.xlsx", "x" * 250 + ".pdf", "-rf.pdf", "$(reboot).docx", "%s%n.pdf",
    )  # fmt: skip
    for name in names:
        (folder / name).write_bytes(b"nothing of the kind")
    with suppress(OSError):  # where the file system takes UTF-8 names only
        Path(os.fsdecode(os.fsencode(folder) + b"/d\xe9cret.pdf")).write_bytes(b"nothing")


def harmless() -> Made:
    """Yield files that look hostile and can be read: they must get in."""
    yield ".html", b"<div>" * 1_000_000 + "مرسوم".encode()
    yield ".html", b"<table><tr><td>" * 2_000 + b"fin"
    yield ".html", ("<p title='" + "x" * 9_000_000 + "'>loi</p>").encode()
    yield ".html", b"<meta charset=no-such>d\xe9cret"
    yield ".md", b"|a|b|\n|-|-|\n" + b"|1|2|\n" * 20_000
    yield ".txt", "مرسوم رقم 1".encode("utf-16")
    yield ".txt", "مرسوم رقم 1".encode("utf-32")
    yield ".txt", ("قانون " * 500).encode()[:-2]
    yield ".pdf", pdf(page(text_of("Article premier"), box="0 0 99999999 99999999"))
    yield ".pdf", pdf(page(text_of("Article premier"), box="612 792 0 0"))
    yield ".pdf", pdf(page(text_of("Article premier"), box="-5 -5 -1 -1"))
    yield ".pdf", pdf(page(text_of("x")), "/Prev 9").replace(b"startxref\n", b"startxref\n9")
    yield ".pdf", pdf(page("BT /None 12 Tf (Article premier) Tj ET"))
    yield ".eml", b"Subject: " + b"x" * 5_000_000 + b"\n\nloi"
    yield ".eml", b"Subject: =?no-such?Q?x?=\nContent-Type: text/plain; charset=no\n\nloi \xe9"
    yield ".eml", b"Subject: x\nContent-Type: multipart/mixed\n\nloi"
    yield (
        ".eml",
        (
            b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
            b'Content-Disposition: attachment; filename="../../x.docx"\n\nPK\n--b--'
        ),
    )
