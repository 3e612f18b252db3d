"""Parse the XML parts of a document, which may have been made to explode, and ask their elements.

No entity is resolved, no declaration loaded and no address fetched; a part that declares entities
is refused, for no office program writes any. Names are asked without their namespaces: the strict
and the usual dialects of one format then say the same. It knows no format.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from volant.errors import BrokenDocument

SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": False,
}
"""What every parser here is told; libxml2 itself then refuses 256 levels and 10 MB of one text."""


def parse(part: bytes, name: str) -> etree._Element:
    """Give the root of a part; raises `BrokenDocument`."""
    try:
        root = etree.fromstring(part, etree.XMLParser(**SAFE))
    except etree.XMLSyntaxError as error:
        raise _damaged(name, error) from error
    _refuse_declarations(root, name)
    return root


def each(part: bytes, wanted: str, name: str) -> Iterator[etree._Element]:
    """Yield the elements of one local name as they close, and forget each one afterwards.

    For parts whose tree would not fit in memory. Raises `BrokenDocument`.
    """
    try:
        for _, element in etree.iterparse(io.BytesIO(part), tag=f"{{*}}{wanted}", **SAFE):
            _refuse_declarations(element, name)
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise _damaged(name, error) from error


def local(element: etree._Element) -> str:
    """Give an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element | None, name: str) -> str:
    """Give an attribute by its local name; empty where there is none."""
    if element is None:
        return ""
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == name), "")


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Follow local names downwards, the first child of each."""
    for name in path:
        if element is not None:
            element = next((found for found in element if local(found) == name), None)
    return element


def children(element: etree._Element | None) -> tuple[etree._Element, ...]:
    """Give the elements right below one, in order; none below none."""
    return () if element is None else tuple(element)


def descendants(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield all elements of one local name, in order."""
    if root is not None:
        yield from root.iter(f"{{*}}{name}")


def _refuse_declarations(element: etree._Element, name: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise BrokenDocument(f"{name} declares entities, which no office file does: save it again")


def _damaged(name: str, error: Exception) -> BrokenDocument:
    return BrokenDocument(f"{name} is damaged inside ({error}): save it again")
