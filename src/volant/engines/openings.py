"""Read the program's own source and name every place that could open a way out.

The one outgoing door is `door`; whatever else opens a socket or starts another program is listed
here with its reason, and anything unlisted is a breach: the evidence of tier E1
(`specs/sovereignty.md`, section 7). It reads Volant's files, not those of its libraries, and
follows imports and plain names, not code made at run time: it finds mistakes, not malice.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parents[1]

MODULES = frozenset(
    [
        "aiosmtplib",
        "ftplib",
        "grpc",
        "http.client",
        "httpcore",
        "httpx",
        "httpx2",
        "imaplib",
        "multiprocessing.connection",
        "paramiko",
        "pg8000",
        "poplib",
        "psycopg",
        "psycopg2",
        "pycurl",
        "redis",
        "requests",
        "smtplib",
        "socketserver",
        "telnetlib",
        "urllib.request",
        "urllib3",
        "websocket",
        "websockets",
        "xmlrpc.client",
    ]
)
"""Modules that connect, of the standard library and of those a program commonly takes."""

NAMES = frozenset(
    [
        "aiohttp.ClientSession",
        "aiohttp.TCPConnector",
        "aiohttp.UnixConnector",
        "aiohttp.request",
        "asyncio.open_connection",
        "asyncio.create_subprocess_exec",
        "asyncio.create_subprocess_shell",
        "ctypes.CDLL",
        "os.execv",
        "os.execve",
        "os.execvp",
        "os.popen",
        "os.posix_spawn",
        "os.posix_spawnp",
        "os.spawnv",
        "os.spawnve",
        "os.system",
        "socket.create_connection",
        "socket.fromfd",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.socket",
        "subprocess.Popen",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.run",
    ]
)
"""What connects, asks a resolver, starts another program or calls the C library."""

METHODS = frozenset(
    [
        "create_connection",
        "create_datagram_endpoint",
        "sock_connect",
        "subprocess_exec",
        "subprocess_shell",
        "urlopen",
    ]
)
"""Methods with the same effect, on whatever object."""

KNOWN = {
    ("engines/door.py", "*"): "the door",
    ("engines/attempts.py", "socket.getaddrinfo"): "the probe",
    ("engines/attempts.py", "socket.socket"): "the probe",
    ("engines/isolation.py", "ctypes.CDLL"): "leaves the network",
    ("engines/isolation.py", "subprocess.run"): "starts the probe alone, in a process of its own",
    ("engines/rules.py", "ctypes.CDLL"): "has the kernel refuse sockets",
    ("engines/rules.py", "socket.socket"): "asks this machine's own discard port",
    ("engines/sources.py", "subprocess.run"): "pip, to the package index this machine is set to",
    ("engines/supervision.py", "asyncio.create_subprocess_exec"): "the engine's own process",
    ("cli/serve.py", "socket.socket"): "listens",
    ("library/confined.py", "ctypes.CDLL"): "leaves the network",
    ("library/confined.py", "socket.socket"): "its end of a pair of Unix sockets",
    ("library/confinement.py", "os.posix_spawn"): "the process that reads files",
    ("library/readers/recognition.py", "subprocess.run"): "tesseract, on this machine",
    ("library/tables.py", "pg8000"): "the institution's own database, where one is named",
}
"""Each place that may, and why; `*` is any name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Be one name in one file, relative to the package, that could open a way out."""

    file: str
    line: int
    name: str


def breaches(package: Path = PACKAGE) -> list[Opening]:
    """Return the openings nobody listed; raises `OSError` where there is no source to read."""
    return [one for one in openings(package) if not _is_known(one)]


def openings(package: Path = PACKAGE) -> list[Opening]:
    """Return every opening of a package, file by file; raises `OSError` or `SyntaxError`."""
    files = sorted(package.rglob("*.py"))
    if not files:
        raise FileNotFoundError(f"{package} holds no source to read")
    return [one for file in files for one in _read(file, file.relative_to(package).as_posix())]


def _is_known(opening: Opening) -> bool:
    return bool({(opening.file, opening.name), (opening.file, "*")} & KNOWN.keys())


def _read(path: Path, name: str) -> Iterator[Opening]:
    tree = ast.parse(path.read_bytes())
    notes = {id(node) for annotation in _annotations(tree) for node in ast.walk(annotation)}
    spelled = _spelled(tree)
    for node in ast.walk(tree):
        if id(node) not in notes:
            for found in _found(node, spelled):
                yield Opening(file=name, line=getattr(node, "lineno", 0), name=found)


def _annotations(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the types that are written down: to name a socket is not to open one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            yield node.returns


def _spelled(tree: ast.AST) -> dict[str, str]:
    """Map each imported name to what it stands for: `s` to `socket` after `import socket as s`."""
    stands: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            stands |= {one.asname: one.name for one in node.names if one.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            stands |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return stands


def _found(node: ast.AST, spelled: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (one for alias in node.names if (one := _module(alias.name)))
    elif isinstance(node, ast.ImportFrom) and node.module:
        names = {_module(node.module), *(_module(f"{node.module}.{a.name}") for a in node.names)}
        yield from sorted(names - {""})
    elif isinstance(node, ast.Call) and _dotted(node.func, spelled) in _IMPORTERS:
        said = node.args[0] if node.args else None
        if isinstance(said, ast.Constant) and (module := _module(str(said.value))):
            yield module
    elif isinstance(node, ast.Attribute | ast.Name):
        dotted = _dotted(node, spelled)
        method = isinstance(node, ast.Attribute) and node.attr in METHODS
        if dotted in NAMES or method:
            yield dotted or ast.unparse(node)


_IMPORTERS = frozenset(("importlib.import_module", "__import__"))


def _module(name: str) -> str:
    """Return the forbidden module that a module is or belongs to."""
    parts = name.split(".")
    outer = (".".join(parts[: end + 1]) for end in range(len(parts)))
    return next((one for one in outer if one in MODULES), "")


def _dotted(node: ast.AST, spelled: dict[str, str]) -> str:
    """Return `socket.socket` for that expression however it was imported, empty for others."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((spelled.get(node.id, node.id), *reversed(parts)))
