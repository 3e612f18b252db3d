"""Check what the page is told of the engines of an installation."""

from __future__ import annotations

import asyncio
from pathlib import Path

from scripted import Scripted

from volant.assembly import EMBEDDED, assemble
from volant.engines import load_catalogue
from volant.records import Place
from volant.settings import load
from volant.web.application import open_roster


def test_an_engine_that_runs_here_is_shown_with_what_was_seen_of_it(tmp_path: Path) -> None:
    volant = assemble(load({"VOLANT_HOME": str(tmp_path)}))
    asleep = open_roster(volant).read()[1][EMBEDDED]
    running = Scripted()
    running.place = Place(egress="E4", probe=7)
    name = next(model.name for model in load_catalogue().values() if model.default)
    volant.gateway._engines[name] = running
    seen = open_roster(volant).read()[1][EMBEDDED]
    assert asleep.inference.last_probe is None
    assert seen.inference.egress_tier == "E4"
    assert {one.log_index for one in seen.evidence if one.method == "egress-probe"} == {7}
    asyncio.run(volant.close())


def test_an_engine_without_a_profile_is_shown_as_unknown(tmp_path: Path) -> None:
    (tmp_path / "volant.toml").write_text(
        '[engines.voisin]\nurl = "http://127.0.0.1:1/v1"\nmodel = "m"\n', "utf-8"
    )
    volant = assemble(load({"VOLANT_HOME": str(tmp_path)}))
    assert open_roster(volant).read()[1]["voisin"].engine.maker is None
    asyncio.run(volant.close())
