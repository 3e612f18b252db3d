"""Profiles as files: those shipped, and those of an institution."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from volant.engines import load_catalogue
from volant.errors import SettingsError, UnknownModel
from volant.sovereignty import load_profiles
from volant.sovereignty.catalogue import find_profile, read_profile
from volant.sovereignty.fingerprint import fingerprint_of
from volant.sovereignty.knowledge import Knowledge

DAY = date(2026, 11, 22)
NAMES = (
    "gpt-api gemini-api claude-api llama qwen-api qwen-open ernie-api ernie-open mistral-api "
    "mistral-open falcon gemmaroc atlas-chat terjman embedded vllm sglang ollama llama-server"
)
NAMED = NAMES.split()
LABEL = '\n[label]\nfr = "x"\nar = "x"\nen = "x"\n'


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_engine_of_the_mission_has_a_profile() -> None:
    assert sorted(NAMED) == list(load_profiles())


@pytest.mark.parametrize("id", NAMED)
def test_a_shipped_profile_says_how_it_knows_each_fact(id: str) -> None:
    profile = load_profiles()[id]
    knowledge = Knowledge(profile, DAY)
    for pointer in knowledge.facts():
        assert knowledge.status(pointer) != "unverified", pointer
        assert knowledge.source(pointer), pointer
    for one in profile.evidence:
        assert one.at is not None
        assert one.status in {"declared", "documented"}, "nothing is checked before it runs"
        assert knowledge.look(one.claim) is not None, f"{one.claim} is vouched for and not said"


@pytest.mark.parametrize("id", NAMED)
def test_no_shipped_profile_says_where_an_engine_of_ours_runs(id: str) -> None:
    assert load_profiles()[id].inference.country is None
    assert load_profiles()[id].inference.egress_tier is None


def test_the_embedded_profile_names_the_weights_that_are_fetched() -> None:
    profile = load_profiles()["embedded"]
    model = load_catalogue()[profile.engine.name or ""]
    (file,) = profile.weights.manifest
    assert (file.path, file.bytes, file.sha256) == (model.file, model.bytes, model.sha256)
    assert profile.evolution.pinned == f"sha256:{model.sha256}"
    assert profile.weights.licence == model.licence


def test_an_institution_extends_a_shipped_profile_under_its_name_or_another(tmp_path: Path) -> None:
    own = (
        'extends = "embedded"\n[inference]\ncountry = "MA"\n'
        '[[evidence]]\nclaims = ["/inference/country"]\nstatus = "documented"\n'
        'at = 2026-11-22\nsource = "Procès-verbal, Taza"\n'
    )
    write(tmp_path, "embedded", own)
    write(tmp_path, "guichet", own)
    profiles = load_profiles(tmp_path)
    for name in ("embedded", "guichet"):
        assert profiles[name].inference.country == "MA"
        assert profiles[name].weights.licence == "Apache-2.0"
        assert Knowledge(profiles[name], DAY).rely("/inference/country") == "MA"
    assert fingerprint_of(profiles["embedded"]) != fingerprint_of(load_profiles()["embedded"])


def test_evidence_of_a_value_that_is_changed_is_void(tmp_path: Path) -> None:
    write(tmp_path, "mine", 'extends = "embedded"\n[weights]\nlicence = "MIT"\n')
    knowledge = Knowledge(load_profiles(tmp_path)["mine"], DAY)
    assert knowledge.look("/weights/licence") == "MIT"
    assert knowledge.status("/weights/licence") == "unverified"
    assert knowledge.status("/weights/control") == "documented"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = ", "cannot be read as TOML"),
        (f'version = "1"\n{LABEL}[weights]\nlicense = "MIT"\n', "did you mean 'licence'"),
        (f'version = "1"\n{LABEL}[weights]\ncontrol = "mine"\n', "Invalid enum value"),
        (f'version = "1"\n{LABEL}[training.language_shares]\nfr = "half"\n', "Expected `float`"),
        (f'version = "1"\n{LABEL}[[weights.copies]]\nsite = "a"\nland = "MA"\n', "unknown key"),
        ('version = "1"\n', "label"),
        ('extends = "absent"\n', "cannot extend 'absent'"),
        (
            (
                f'version = "1"\n{LABEL}[[evidence]]\nclaims = ["/weights/color"]\n'
                'status = "verified"\n'
            ),
            "which is no field",
        ),
        (
            f'version = "1"\n{LABEL}[[evidence]]\nclaims = ["/weights"]\nstatus = "sure"\n',
            "none of",
        ),
        (
            (
                f'version = "1"\n{LABEL}[[evidence]]\nclaims = ["/weights"]\nstatus = "verified"\n'
                "when = 2026-11-22\n"
            ),
            "unknown key 'when'",
        ),
        (f'version = "1"\n{LABEL}[languages.results.fr]\nscore = 1\npassd = true\n', "'passed'"),
    ],
)
def test_a_file_that_is_no_profile_is_named_with_what_is_wrong(
    tmp_path: Path, text: str, said: str
) -> None:
    path = write(tmp_path, "mine", text)
    with pytest.raises(SettingsError, match="mine") as caught:
        load_profiles(tmp_path)
    assert said in caught.value.message
    with pytest.raises(SettingsError):
        read_profile(path)


def test_profiles_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a", 'extends = "b"\n')
    write(tmp_path, "b", 'extends = "a"\n')
    with pytest.raises(SettingsError, match="cannot extend"):
        load_profiles(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_profiles(tmp_path)


def test_an_unknown_engine_is_met_with_the_nearest() -> None:
    with pytest.raises(UnknownModel, match="gemmaroc"):
        find_profile("gemaroc", load_profiles())


def test_a_fingerprint_is_of_what_is_known() -> None:
    profiles = load_profiles()
    digests = {fingerprint_of(profile) for profile in profiles.values()}
    assert len(digests) == len(profiles)
    assert all(digest.startswith("sha256:") and len(digest) == 71 for digest in digests)
    assert fingerprint_of({"a": 1, "b": None}) == fingerprint_of({"b": [], "a": 1})
