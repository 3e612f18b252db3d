from __future__ import annotations

from pathlib import Path

import pytest

from volant.errors import SettingsError
from volant.settings import load


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
        ("engines.big = 3", "must be a table"),
        ("\x00", "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_right(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "volant.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=says):
        load({"VOLANT_HOME": str(tmp_path)})


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="VOLANT_SERVER__PORT"):
        load({"VOLANT_HOME": str(tmp_path), "VOLANT_SERVER__PROT": "1"})


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
