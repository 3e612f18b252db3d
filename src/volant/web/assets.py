"""Serve the page's scripts, styles, icons and words from memory.

Their path holds a digest of them all, so a browser may keep them for ever and never mixes two
releases. They are read once, when the routes are made: about 100 kB.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

from volant.errors import PathNotFound
from volant.web.catalogue import Words
from volant.web.failures import refuse

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}

FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Be one file as it is sent; `packed` is its gzip form."""

    kind: str
    body: bytes
    packed: bytes
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """Hold the files by name, under one `digest`."""

    digest: str
    by_name: Mapping[str, Asset]

    def link(self, name: str) -> str:
        """Give the path of a file. Raises `KeyError` for one that does not exist."""
        if name not in self.by_name:
            raise KeyError(name)
        return f"/assets/{self.digest}/{name}"

    async def serve(self, request: Request) -> Response:
        """Answer `GET /assets/{digest}/{name}`; an outdated digest gets today's file, unkept."""
        asset = self.by_name.get(request.path_params["name"])
        if asset is None:
            return refuse(PathNotFound("There is no such file. Load the page again."))
        current = request.path_params["digest"] == self.digest
        headers = {
            "etag": asset.etag,
            "vary": "Accept-Encoding",
            "cache-control": FOREVER if current else "no-cache",
        }
        if asset.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return _send(asset, request, headers)


def load_assets(catalogue: Mapping[str, Words]) -> Assets:
    """Read the files of `static/`, and add the words of each language."""
    found = _read(files("volant.web") / "static", "")
    found |= {f"words/{name}.json": words.encoded for name, words in catalogue.items()}
    whole = hashlib.sha256()
    for name in sorted(found):
        whole.update(f"{name}\0{len(found[name])}\0".encode() + found[name])
    by_name = {name: _pack(name, body) for name, body in found.items()}
    return Assets(digest=whole.hexdigest()[:16], by_name=by_name)


def _read(folder: Traversable, prefix: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for item in folder.iterdir():
        if item.is_dir():
            found |= _read(item, f"{prefix}{item.name}/")
        elif item.name.rpartition(".")[2] in TYPES:
            found[prefix + item.name] = item.read_bytes()
    return found


def _pack(name: str, body: bytes) -> Asset:
    return Asset(
        kind=TYPES[name.rpartition(".")[2]],
        body=body,
        packed=gzip.compress(body, mtime=0),
        etag=f'"{hashlib.sha256(body).hexdigest()[:16]}"',
    )


def _send(asset: Asset, request: Request, headers: dict[str, str]) -> Response:
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"content-encoding": "gzip"}
        return Response(asset.packed, media_type=asset.kind, headers=headers)
    return Response(asset.body, media_type=asset.kind, headers=headers)
