"""What the settings may put together, and what they may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from volant import assembly
from volant.engines import Quote
from volant.errors import EngineUnavailable, SettingsError
from volant.records import Message, Request
from volant.settings import Settings, load

ELSEWHERE = '[engines.{name}]\nurl = "http://127.0.0.1:1/v1"\nmodel = "m"\n'
EMBEDDER = (
    '[library]\nembedder_url = "http://127.0.0.1:9/v1"\nembedder_model = "m"\n'
    "embedder_dimensions = 4\n"
)


def settle(home: Path, text: str) -> Settings:
    home.mkdir(exist_ok=True)
    (home / "volant.toml").write_text(text, "utf-8")
    return load()


@pytest.mark.parametrize(
    "name",
    ["quote", "echo", "volant", '"qwen2.5-coder-1.5b"', "use-multilingual-v3", '"m/4"', '"a\\nb"'],
)
def test_a_name_that_means_another_is_refused(home: Path, name: str) -> None:
    settings = settle(home, EMBEDDER + ELSEWHERE.format(name=name))
    with pytest.raises(SettingsError, match="choose another"):
        assembly.make_engines(settings)


def test_an_engine_of_ours_has_its_own_name(home: Path) -> None:
    assert "الجماعة" in assembly.make_engines(settle(home, ELSEWHERE.format(name='"الجماعة"')))


@pytest.mark.parametrize("name", ["nope", "echo"])
def test_an_engine_that_answers_nothing_is_refused_with_those_that_do(
    home: Path, name: str
) -> None:
    settings = settle(home, f'[assistant]\nengine = "{name}"\n')
    with pytest.raises(SettingsError, match=r"there are: qwen2\.5-coder-1\.5b, quote$"):
        assembly.choose_default(settings, assembly.make_engines(settings))


def test_without_its_weights_the_default_engine_quotes(home: Path) -> None:
    settings = settle(home, "")
    assert assembly.choose_default(settings, assembly.make_engines(settings)) == Quote.name


def test_the_profile_of_an_embedder_is_the_one_its_settings_name(home: Path) -> None:
    settings = settle(home, EMBEDDER + 'embedder_profile = "voisin"\n')
    assert assembly.name_profiles(settings)["m/4"] == "voisin"


async def test_an_engine_without_its_key_is_not_asked(home: Path) -> None:
    text = ELSEWHERE.format(name="atlas") + 'api_key_env = "VOLANT_TEST_NO_SUCH_KEY"\n'
    engine = assembly.make_engines(settle(home, text))["atlas"]
    turns = (Message(role="user", content="سلام"),)
    with pytest.raises(EngineUnavailable, match="VOLANT_TEST_NO_SUCH_KEY is not set"):
        _ = [delta async for delta in engine.stream(Request(model="atlas", messages=turns))]
    await engine.close()
