"""A question asked again with its language said, and what is kept of it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from shell import lines, volant

QUESTION = "chhal dyal nhar bach nsejjel weldi f l7ala lmadaniya?"


def test_a_correction_is_kept_printed_and_erased(stocked: Path) -> None:
    assert volant("feedback", "languages", "--jsonl") == ""
    said = volant("ask", QUESTION, "--tag", "fr", "--engine", "quote")
    assert "Voici ce que disent les textes" in said or "Je n'ai pas trouvé" in said
    assert "fr (found ary-Latn 0." in said or "fr (found ary-Latn 1." in said
    (kept,) = lines(volant("feedback", "languages", "--jsonl"))
    assert (kept["question"], kept["found"], kept["chosen"]) == (QUESTION, "ary-Latn", "fr")
    assert said.split()[-1] == kept["receipt"]
    assert json.loads(volant("feedback", "languages", "--json")) == [kept]
    assert QUESTION in volant("feedback", "languages")
    assert stat.S_IMODE((stocked / "feedback.sqlite3").stat().st_mode) == 0o600
    volant("feedback", "erase", status=2)
    assert volant("feedback", "erase", kept["receipt"]).endswith(" erased\n")
    assert QUESTION.encode() not in (stocked / "feedback.sqlite3").read_bytes()
    assert json.loads(volant("feedback", "erase", "--all", "--json")) == {"erased": 0}


def test_lines_say_their_language_too(stocked: Path) -> None:
    asked = [
        {"question": "Combien de jours pour déclarer une naissance ?", "tag": "ar"},
        {"question": "Combien de jours pour déclarer une naissance ?", "tag": "klingon"},
    ]
    stdin = "\n".join(map(json.dumps, asked))
    first, second = lines(volant("ask", "--jsonl", "--engine", "quote", stdin=stdin))
    assert (first["tag"], first["identified"]["tag"]) == ("ar", "fr")
    assert second["error"]["code"] == "malformed_request"


def test_nothing_is_kept_where_the_operator_says_so(stocked: Path) -> None:
    (stocked / "volant.toml").write_text("[feedback]\nkeep = false\n", "utf-8")
    volant("ask", QUESTION, "--tag", "fr", "--engine", "quote")
    assert not (stocked / "feedback.sqlite3").exists()


def test_what_found_no_answer_is_listed_asked_again_and_erased(
    stocked: Path, tmp_path: Path
) -> None:
    question = "Combien coûte la licence de pilote de montgolfière ?"
    assert volant("feedback", "unanswered", "--json") == "[]\n"
    volant("ask", question, "--engine", "quote")
    (kept,) = lines(volant("feedback", "unanswered", "--jsonl"))
    assert (kept["question"], kept["count"], kept["document"]) == (question, 1, "")
    assert volant("feedback", "unanswered", "--again") == ""
    text = (
        "# Licence de pilote de montgolfière\n\nLa licence de pilote de montgolfière coûte "
        "500 dirhams ; elle est délivrée par la direction de l'aviation.\n"
    )
    (tmp_path / "montgolfiere.md").write_text(text, "utf-8")
    volant("library", "add", str(tmp_path / "montgolfiere.md"))
    assert volant("feedback", "unanswered", "--again") == f"1\tfr\t{question}\tmontgolfiere.md\n"
    assert volant("feedback", "unanswered") == ""
    assert question in volant("feedback", "unanswered", "--answered")
    assert volant("feedback", "erase", kept["receipt"]) == "1 erased\n"
    assert volant("feedback", "unanswered", "--answered") == ""
