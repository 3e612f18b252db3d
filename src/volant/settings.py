"""Read `volant.toml` and the environment into one frozen `Settings`.

Each key of the file is `section.key`; the environment variable `VOLANT_SECTION__KEY` overrides it,
and `VOLANT_HOME` says where data lives. An unknown key is an error that names the nearest valid
one, and a value that no key of its kind can hold is an error here, not at its first use. Engines
are the one open section: `[engines.NAME]`, `VOLANT_ENGINES__NAME__KEY`, where what is no letter or
digit of a name is written `_`. Secrets are never in the file: an engine names the environment
variable (`api_key_env`) or the file (`api_key_file`) that holds its key. Which names of engines are
taken, and whether anything answers at an address, is not known here.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, is_dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints
from urllib.parse import urlsplit

from volant.errors import SettingsError
from volant.records import TAGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`host` is the address listened on, `port` 0 any free one.

    `names` are those this server may be asked under besides this machine's own (`localhost`,
    `127.0.0.1`, `[::1]`) and `host`: the name a proxy on the same machine passes on.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """`folder`: where weights may already lie (a USB key, a mirror); `hub`: whether to try it.

    `proxy` is the institution's own, `http://host:port`; `hosts`, addresses with commas between
    them, are where a mirror of the hub may send us on to. Nothing else is reached.
    """

    folder: str = ""
    hub: bool = True
    index: bool = True
    proxy: str = ""
    hosts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """`engine` phrases answers; `passages` is how many are shown and may be cited.

    Whoever asks is shown documents of no unit and of the `units` named (commas between them; `*`
    is every one), up to the class `clearance`.
    """

    engine: str = "qwen2.5-coder-1.5b"
    passages: int = 5
    units: str = ""
    clearance: str = "D0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """`database_env` names the environment variable with the address of a Postgres to keep it in.

    Empty, it is kept under the home. `embedder_url` is the address of an OpenAI-compatible
    `/v1/embeddings` in the place of the default embedder, with its model and the length of its
    vectors. It reads every passage and every question: it must be on this machine, or have an
    `embedder_profile` that places it in the country, on own or qualified premises (Z0, Z1).
    """

    database_env: str = ""
    embedder_url: str = ""
    embedder_model: str = ""
    embedder_dimensions: int = 0
    embedder_key_env: str = ""
    embedder_profile: str = ""

    def database(self) -> str:
        """Read the address where the settings say it is; raises `SettingsError` if it is not."""
        if self.database_env and not os.environ.get(self.database_env):
            raise SettingsError(
                f"library.database_env names {self.database_env}, which is not set; "
                "set it to postgresql://user:password@host/database"
            )
        return os.environ.get(self.database_env, "") if self.database_env else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """`origin` names this log to the world, as a C2SP checkpoint origin.

    `words_days` is how long the words behind a receipt are kept, at most 3,650; 0 keeps them for
    ever. A year, as a conversation keeps its class. The receipt itself and its entry stay.
    """

    origin: str = "volant.local/log"
    words_days: int = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """`keep`: whether questions corrected or unanswered are kept, in the home alone."""

    keep: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sovereignty:
    """`data_class`: what the data of a request is when nobody says more, one of `D0` to `D4`.

    It is `D0`, public, because the applications here answer the public from published documents;
    documents, callers and detectors only raise it. Empty, what nobody names counts as D3.
    `approvers` are the roles whose approval counts (`role:chef-service`), none at first; `public`
    asks of an engine that it has passed the tests of the answer's language.

    `conversation_days` is how long a conversation keeps its class after its last answer, and its
    pseudonyms after the last that was given, at most 3,650; 0 keeps them for ever. A year, because
    a file at a counter may rest that long between two visits, and a class let go too early is data
    less protected.
    """

    data_class: str = "D0"
    approvers: tuple[str, ...] = ()
    public: bool = False
    conversation_days: int = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Say who runs the engines of this machine, and where it stands.

    `country` is ISO 3166-1, `premises` `own` or `other`. `document` is the file of the text that
    says so, signed `dated` (ISO 8601; the day of the file where empty): its SHA-256 is the evidence
    without which the place counts as unknown.
    """

    name: str = ""
    country: str = ""
    premises: str = ""
    document: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Describe one engine elsewhere; `tags` is what it may phrase answers in.

    `profile` is what is known of it: `volant sovereignty list` has the names. Without one it counts
    as far away. `wire` says what the address speaks where it is not a provider's own: see
    `engines.providers.WIRES`.
    """

    url: str
    model: str
    wire: str = ""
    tags: tuple[str, ...] = ("fr", "ar", "en", "es")
    api_key_env: str = ""
    api_key_file: str = ""
    timeout_s: float = 120.0
    profile: str = ""

    def api_key(self) -> str | None:
        """Read the key where the settings say it is; `None` where there is none."""
        try:
            return self._read_key()
        except (OSError, ValueError):
            return None

    def lacking(self) -> str:
        """Say why the key that the settings name cannot be had, and what to do; else nothing."""
        try:
            key = self._read_key()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            return f"api_key_file {self.api_key_file} cannot be read ({reason}); mend it"
        if key or not (self.api_key_env or self.api_key_file):
            return ""
        if self.api_key_env:
            return f"{self.api_key_env} is not set; set it to the key"
        return f"api_key_file {self.api_key_file} is empty; write the key into it"

    def _read_key(self) -> str | None:
        if self.api_key_env:
            return os.environ.get(self.api_key_env)
        return Path(self.api_key_file).read_text("utf-8").strip() if self.api_key_file else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Be every setting, each with where it came from in `origins` (`section.key` → words)."""

    home: Path
    server: Server = field(default_factory=Server)
    weights: Weights = field(default_factory=Weights)
    assistant: Assistant = field(default_factory=Assistant)
    library: Library = field(default_factory=Library)
    ledger: Ledger = field(default_factory=Ledger)
    feedback: Feedback = field(default_factory=Feedback)
    sovereignty: Sovereignty = field(default_factory=Sovereignty)
    institution: Institution = field(default_factory=Institution)
    engines: Mapping[str, EngineSettings] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)


Kind = TypeVar("Kind")

_SECTIONS: dict[str, Any] = {
    name: kind for name, kind in get_type_hints(Settings).items() if is_dataclass(kind)
}


def load(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Read the settings: defaults, then the file, then the environment.

    The file is `volant.toml` in the home unless given; it need not exist. Raises `SettingsError`.
    """
    environ = os.environ if environ is None else environ
    home = _home(environ)
    origins = {"home": "VOLANT_HOME" if environ.get("VOLANT_HOME") else "default"}
    given = _Given(file or home / "volant.toml", environ, origins)
    tables = _read(given.path)
    given.check(tables, [*_SECTIONS, "engines"], "section")
    engines = given.table(tables, "engines")
    names = [*engines, *_named(environ, engines)]
    _check_environment(environ, names)
    sections: dict[str, Any] = {
        name: given.make(kind, given.table(tables, name), name) for name, kind in _SECTIONS.items()
    }
    made = {
        name: given.make(EngineSettings, given.table(engines, name, "engines."), "engines", name)
        for name in names
    }
    return Settings(home=home, engines=made, origins=origins, **sections)


@dataclass(frozen=True, slots=True)
class _Given:
    """Be what the file at `path` and the environment say; `origins` is filled on the way."""

    path: Path
    environ: Mapping[str, str]
    origins: dict[str, str]

    def make(self, kind: type[Kind], table: Mapping[str, Any], *address: str) -> Kind:
        """Make one section, at `("server",)` or `("engines", "big")`."""
        known, section = _kinds(kind), ".".join(address)
        self.check(table, known, f"key in [{section}]")
        values, sources = dict(table), dict.fromkeys(table, str(self.path))
        for key in known:
            if (variable := _variable(*address, key)) in self.environ:
                values[key], sources[key] = self.environ[variable], variable
        if kind is EngineSettings and not {"url", "model"} <= values.keys():
            raise SettingsError(f"{self.path}: [{section}] needs both url and model.")
        self.origins.update({f"{section}.{k}": sources.get(k, "default") for k in known})
        return kind(**{k: _convert(v, known[k], f"{section}.{k}") for k, v in values.items()})

    def table(self, tables: Mapping[str, Any], name: str, within: str = "") -> dict[str, Any]:
        """Give the table of that name, an empty one where there is none."""
        found = tables.get(name, {})
        if not isinstance(found, dict):
            raise SettingsError(f"{self.path}: [{within}{name}] must be a table, not {found!r}.")
        return found

    def check(self, given: Mapping[str, Any], known: Iterable[str], what: str) -> None:
        """Refuse a key that is none, with the nearest that is one."""
        for key in given:
            if key not in known:
                near = _nearest(key, known)
                raise SettingsError(
                    f"{self.path}: unknown {what} {key!r}; the nearest is {near!r}."
                )


def _home(environ: Mapping[str, str]) -> Path:
    said = environ.get("VOLANT_HOME")
    return Path(_expand(said or "~/.local/share/volant", "VOLANT_HOME")).absolute()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError, OSError) as error:
        raise SettingsError(
            f"{path} cannot be read as TOML: {error}. Correct it or move it away."
        ) from error


def _kinds(section: type) -> dict[str, type]:
    """Give the type of each key of a section, in order."""
    return {key: get_origin(hint) or hint for key, hint in get_type_hints(section).items()}


def _variable(*parts: str) -> str:
    return "VOLANT_" + "__".join(re.sub(r"\W", "_", part) for part in parts).upper()


def _named(environ: Mapping[str, str], known: Iterable[str]) -> list[str]:
    """List the engines that the environment alone names."""
    begin, taken = _variable("engines", ""), {_variable(name) for name in known}
    said = {one.removeprefix(begin).rpartition("__")[0] for one in environ if one.startswith(begin)}
    return sorted(name.lower() for name in said if name and _variable(name) not in taken)


def _check_environment(environ: Mapping[str, str], engines: Iterable[str]) -> None:
    known = {_variable(name, key) for name, kind in _SECTIONS.items() for key in _kinds(kind)}
    known |= {_variable("engines", name, key) for name in engines for key in _kinds(EngineSettings)}
    for variable in environ:
        if variable.startswith("VOLANT_") and "__" in variable and variable not in known:
            near = _nearest(variable, sorted(known))
            raise SettingsError(f"unknown variable {variable}; the nearest is {near}.")


def _nearest(word: str, known: Iterable[str]) -> str:
    return get_close_matches(word, list(known), n=1, cutoff=0.0)[0]


def _convert(value: Any, kind: type, key: str) -> Any:
    """Give a value as its key's type, and refuse one that the key cannot mean."""
    read = _parse(value, kind) if isinstance(value, str) else value
    if kind is tuple and isinstance(value, list) and all(type(one) is str for one in value):
        read = tuple(value)
    if kind is float and type(value) is int:
        read = float(str(value))
    if type(read) is not kind:
        raise SettingsError(f"{key} = {value!r} is not {_WORDS.get(kind, f'a {kind.__name__}')}.")
    meant = _MEANT.get(key.rpartition(".")[2])
    return meant(read, key) if meant and read != "" else read


def _parse(text: str, kind: type) -> Any:
    """Read what a variable says, or a text of the file; a text again where it says no such kind."""
    if kind is tuple:
        return tuple(text.replace(",", " ").split())
    if kind is bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    with suppress(ValueError):
        return kind(text)
    return text


_WORDS = {str: "a text in quotes", int: "an int", float: "a number", tuple: "a list of words"}


def _expand(folder: str, key: str) -> str:
    try:
        return str(Path(folder).expanduser())
    except RuntimeError as error:
        raise SettingsError(f"{key} = {folder!r}: no home of that user is known here.") from error


def _address(url: str, key: str) -> str:
    try:
        parts = urlsplit(url.strip())
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return url.strip()
    except ValueError:
        pass
    raise SettingsError(f"{key} = {url!r} is no address; write it as https://host:port/path.")


def _tags(tags: tuple[str, ...], key: str) -> tuple[str, ...]:
    for tag in tags:
        if tag not in TAGS:
            raise SettingsError(f"{key}: {tag!r} is no language of {', '.join(TAGS)}.")
    return tags


def _within(value: float, key: str, *, least: float, most: float) -> float:
    if not least <= value <= most:
        raise SettingsError(f"{key} = {value} is not within {least} to {most}.")
    return value


_MEANT: Mapping[str, Callable[[Any, str], Any]] = {
    "folder": _expand,
    "document": _expand,
    "api_key_file": _expand,
    "url": _address,
    "embedder_url": _address,
    "proxy": _address,
    "tags": _tags,
    "words_days": partial(_within, least=0, most=3_650),
    "conversation_days": partial(_within, least=0, most=3_650),
    "port": partial(_within, least=0, most=65_535),
    "timeout_s": partial(_within, least=0.001, most=86_400),
}
"""What a key must be beyond its type, by its name; an empty value says nothing and passes."""
