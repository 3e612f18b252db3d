"""Read `volant.toml` and the environment into one frozen `Settings`.

Each key of the file is `section.key`; the environment variable `VOLANT_SECTION__KEY` overrides it,
and `VOLANT_HOME` says where data lives. An unknown key is an error that names the nearest valid
one. Engines are the one open section: `[engines.NAME]`. Secrets are never in the file: an engine
names the environment variable (`api_key_env`) or the file (`api_key_file`) that holds its key.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from volant.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    host: str = "127.0.0.1"
    port: int = 8000


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
    """`origin` names this log to the world, as a C2SP checkpoint origin."""

    origin: str = "volant.local/log"


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

    `conversation_days` is how long the class of a conversation is kept after its last answer, at
    most 3,650; 0 keeps it. A year, because a file at a counter may rest that long between two
    visits, and a class let go too early is data less protected: no row holds anybody's words.
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
        """Read the key where the settings say it is; `None` where they say nothing."""
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


_SECTIONS = {
    "server": Server,
    "weights": Weights,
    "assistant": Assistant,
    "library": Library,
    "ledger": Ledger,
    "feedback": Feedback,
    "sovereignty": Sovereignty,
    "institution": Institution,
}


def load(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Read the settings: defaults, then the file, then the environment.

    The file is `volant.toml` in the home unless given; it need not exist. Raises `SettingsError`.
    """
    environ = os.environ if environ is None else environ
    home = Path(environ.get("VOLANT_HOME") or Path.home() / ".local/share/volant").expanduser()
    path = file or home / "volant.toml"
    tables = _read(path)
    origins = {"home": "VOLANT_HOME" if environ.get("VOLANT_HOME") else "default"}
    engines = _engines(tables.pop("engines", {}), origins, path)
    _check(tables, _SECTIONS, path, "section")
    sections: dict[str, Any] = {}
    for name, kind in _SECTIONS.items():
        values = dict(tables.get(name, {}))
        keys = {f.name: type(f.default) for f in fields(kind)}
        _check(values, keys, path, f"key in [{name}]")
        sources = dict.fromkeys(values, str(path))
        for key in keys:
            if (variable := f"VOLANT_{name}__{key}".upper()) in environ:
                values[key], sources[key] = environ[variable], variable
        typed = {k: _convert(v, keys[k], f"{name}.{k}") for k, v in values.items()}
        sections[name] = kind(**typed)
        origins |= {f"{name}.{key}": sources.get(key, "default") for key in keys}
    _check_environment(environ)
    return Settings(home=home.absolute(), engines=engines, origins=origins, **sections)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(
            f"{path} cannot be read as TOML: {error}. Correct it or move it away."
        ) from error


def _engines(tables: Any, origins: dict[str, str], path: Path) -> dict[str, EngineSettings]:
    names = {f.name for f in fields(EngineSettings)}
    engines = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: [engines.{name}] must be a table with url and model.")
        _check(table, names, path, f"key in [engines.{name}]")
        if not {"url", "model"} <= table.keys():
            raise SettingsError(f"{path}: [engines.{name}] needs both url and model.")
        tags = tuple(table.get("tags", EngineSettings(url="", model="").tags))
        engines[name] = EngineSettings(**(table | {"tags": tags}))
        origins[f"engines.{name}"] = str(path)
    return engines


def _check(given: Mapping[str, Any], known: Any, path: Path, what: str) -> None:
    for key in given:
        if key not in known:
            near = get_close_matches(key, list(known), n=1, cutoff=0.0)
            raise SettingsError(f"{path}: unknown {what} {key!r}; the nearest is {near[0]!r}.")


def _check_environment(environ: Mapping[str, str]) -> None:
    known = [f"VOLANT_{s}__{f.name}".upper() for s, kind in _SECTIONS.items() for f in fields(kind)]
    for variable in environ:
        if variable.startswith("VOLANT_") and "__" in variable and variable not in known:
            near = get_close_matches(variable, known, n=1, cutoff=0.0)[0]
            raise SettingsError(f"unknown variable {variable}; the nearest is {near}.")


def _convert(value: Any, kind: type, key: str) -> Any:
    if kind is bool and isinstance(value, str) and value.lower() in {"true", "false", "1", "0"}:
        return value.lower() in {"true", "1"}
    if kind is int and isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    if kind is tuple and isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    if kind is tuple and isinstance(value, list) and all(type(one) is str for one in value):
        return tuple(value)
    if type(value) is not kind:
        raise SettingsError(f"{key} = {value!r} is not {_WORDS.get(kind, f'a {kind.__name__}')}.")
    return value


_WORDS = {int: "an int", tuple: "a list of words"}
