from __future__ import annotations

from pathlib import Path

import pytest

from volant.errors import SettingsError
from volant.settings import EngineSettings, load


def test_defaults_and_their_origin(tmp_path: Path) -> None:
    settings = load({"VOLANT_HOME": str(tmp_path)})
    assert settings.home == tmp_path
    assert settings.server.port == 8000
    assert settings.origins["server.port"] == "default"
    assert settings.origins["home"] == "VOLANT_HOME"


def test_the_file_and_then_the_environment_win(tmp_path: Path) -> None:
    (tmp_path / "volant.toml").write_text('[server]\nport = 9000\nhost = "::1"\n', "utf-8")
    settings = load({"VOLANT_HOME": str(tmp_path), "VOLANT_SERVER__PORT": "9001"})
    assert (settings.server.host, settings.server.port) == ("::1", 9001)
    assert settings.origins["server.port"] == "VOLANT_SERVER__PORT"
    assert settings.origins["server.host"].endswith("volant.toml")


def test_an_engine_elsewhere_keeps_its_key_out_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n", "utf-8")
    (tmp_path / "volant.toml").write_text(
        f'[engines.big]\nurl = "https://x/v1"\nmodel = "m"\napi_key_file = "{tmp_path / "key"}"\n',
        "utf-8",
    )
    engine = load({"VOLANT_HOME": str(tmp_path)}).engines["big"]
    assert engine.api_key() == "s3cret"
    assert "s3cret" not in repr(engine)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[serve]\nport = 1", "'server'"),
        ("[server]\nprot = 1", "'port'"),
        ("[server]\nport = 'x'", "not an int"),
        ("[server", "cannot be read as TOML"),
        ('[engines.big]\nurl = "x"', "needs both url and model"),
        ('[engines.big]\nurl = "x"\nmodel = "m"\nkey = "k"', "api_key"),
        ("engines.big = 3", r"\[engines.big\] must be a table"),
        ("engines = 3", r"\[engines\] must be a table"),
        ("server = 3", r"\[server\] must be a table"),
        ("server = [[1]]", r"\[server\] must be a table"),
        ("\x00", "cannot be read as TOML"),
        (f"server.port = 1{'0' * 5_000}", "cannot be read as TOML"),
        (f"x = {'[' * 100_000}", "cannot be read as TOML"),
        ("server.port = 70000", "server.port = 70000 is not within 0 to 65535"),
        ("server.port = -1", "not within"),
        ("server.port = true", "not an int"),
        ("server.host = 3", "server.host = 3 is not a text"),
        ("ledger.words_days = 4000", "not within 0 to 3650"),
        ("sovereignty.conversation_days = -1", "not within"),
        ('weights.folder = "~nobody-here/x"', "no home of that user"),
        ('library.embedder_url = "http://h:99999999"', "is no address"),
        ('weights.proxy = "h:3128"', "is no address"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_right(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "volant.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=says):
        load({"VOLANT_HOME": str(tmp_path)})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("url = 3", r"engines\.big\.url = 3 is not a text"),
        ('url = "nowhere"', "is no address"),
        ('url = "http://h:70000/v1"', "is no address"),
        ('url = "http://[::1/v1"', "is no address"),
        ("tags = 3", r"engines\.big\.tags = 3 is not a list of words"),
        ('tags = ["f", "r"]', "'f' is no language"),
        ('timeout_s = "abc"', r"engines\.big\.timeout_s = 'abc' is not a number"),
        ("timeout_s = nan", "not within"),
        ("timeout_s = 0", "not within"),
        (f"timeout_s = 1{'0' * 400}", "not within"),
        ("timeout_s = true", "not a number"),
        ("api_key_env = 3", "not a text"),
    ],
)
def test_a_wrong_value_of_an_engine_is_named(tmp_path: Path, line: str, says: str) -> None:
    given = {"url": 'url = "http://h/v1"', "model": 'model = "m"', line.partition(" ")[0]: line}
    text = "\n".join(("[engines.big]", *given.values()))
    (tmp_path / "volant.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=says):
        load({"VOLANT_HOME": str(tmp_path)})


def test_an_engine_is_read_as_every_section_is(tmp_path: Path) -> None:
    (tmp_path / "volant.toml").write_text(
        '[engines."a.b-c"]\nurl = " http://h/v1 "\nmodel = "m"\ntags = "fr, ar"\ntimeout_s = 30\n',
        "utf-8",
    )
    home = {"VOLANT_HOME": str(tmp_path)}
    engine = load(home).engines["a.b-c"]
    assert (engine.url, engine.tags, engine.timeout_s) == ("http://h/v1", ("fr", "ar"), 30.0)
    loaded = load(home | {"VOLANT_ENGINES__A_B_C__TIMEOUT_S": "2.5"})
    assert loaded.engines["a.b-c"].timeout_s == 2.5
    assert loaded.origins["engines.a.b-c.timeout_s"] == "VOLANT_ENGINES__A_B_C__TIMEOUT_S"
    assert loaded.origins["engines.a.b-c.model"].endswith("volant.toml")
    assert loaded.origins["engines.a.b-c.profile"] == "default"


def test_the_environment_alone_makes_an_engine(tmp_path: Path) -> None:
    home = {"VOLANT_HOME": str(tmp_path), "VOLANT_ENGINES__ATLAS__URL": "https://x/v1"}
    assert load(home | {"VOLANT_ENGINES__ATLAS__MODEL": "m"}).engines["atlas"].model == "m"
    with pytest.raises(SettingsError, match="needs both url and model"):
        load(home)


def test_a_folder_of_the_user_is_found(tmp_path: Path) -> None:
    (tmp_path / "volant.toml").write_text('weights.folder = "~/weights"\n', "utf-8")
    assert load({"VOLANT_HOME": str(tmp_path)}).weights.folder == str(Path.home() / "weights")
    with pytest.raises(SettingsError, match="VOLANT_HOME"):
        load({"VOLANT_HOME": "~nobody-here/volant"})


def test_a_key_that_is_not_there_is_said_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n", "utf-8")
    (tmp_path / "key").write_text("s3cret", "utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")
    said = {}
    for name in ("empty", "key", "bytes", "absent", "nul\0"):
        path = str(tmp_path / name)
        engine = EngineSettings(url="https://x/v1", model="m", api_key_file=path)
        said[name] = engine.lacking().replace(path, "FILE")
        assert (engine.api_key() or "") == ("s3cret" if name == "key" else "")
    assert said == {
        "empty": "api_key_file FILE is empty; write the key into it",
        "key": "",
        "bytes": "api_key_file FILE cannot be read (it is no text); mend it",
        "absent": "api_key_file FILE cannot be read (No such file or directory); mend it",
        "nul\0": "api_key_file FILE cannot be read (it is no text); mend it",
    }
    unset = EngineSettings(url="https://x/v1", model="m", api_key_env="NO_SUCH_KEY")
    assert unset.lacking() == "NO_SUCH_KEY is not set; set it to the key"
    assert EngineSettings(url="https://x/v1", model="m").lacking() == ""


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [
        ("VOLANT_SERVER__PROT", "VOLANT_SERVER__PORT"),
        ("VOLANT_ENGINES__ATLAS__TIMEOUT", "VOLANT_ENGINES__ATLAS__TIMEOUT_S"),
        ("VOLANT_ENGINES__URL", "VOLANT_"),
    ],
)
def test_an_unknown_variable_is_named(tmp_path: Path, variable: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"nearest is {nearest}"):
        load({"VOLANT_HOME": str(tmp_path), variable: "1"})


def test_booleans_from_the_environment(tmp_path: Path) -> None:
    home = {"VOLANT_HOME": str(tmp_path)}
    assert load(home | {"VOLANT_WEIGHTS__HUB": "false"}).weights.hub is False
    with pytest.raises(SettingsError, match="not a bool"):
        load(home | {"VOLANT_WEIGHTS__HUB": "perhaps"})


def test_lists_from_the_file_and_the_environment(tmp_path: Path) -> None:
    (tmp_path / "volant.toml").write_text('[sovereignty]\napprovers = ["role:dpo"]\n', "utf-8")
    home = {"VOLANT_HOME": str(tmp_path)}
    assert load(home).sovereignty.approvers == ("role:dpo",)
    named = home | {"VOLANT_SOVEREIGNTY__APPROVERS": "role:dpo, role:chef-service"}
    assert load(named).sovereignty.approvers == ("role:dpo", "role:chef-service")
    (tmp_path / "volant.toml").write_text("[sovereignty]\napprovers = [3]\n", "utf-8")
    with pytest.raises(SettingsError, match="not a list of words"):
        load(home)
