"""Show what is known of each engine, compare two, and say what would happen to a text.

Profiles and a policy of the institution's own are read from its home: `profiles/*.toml` and
`policy.toml`. Nothing here asks an engine anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import click

from volant import assembly
from volant.cli import output
from volant.gateway.caller import ROLE
from volant.gateway.conversations import Lowering
from volant.records import CLASSES
from volant.settings import load
from volant.sovereignty import Decision, Policy, Profile, assess, explain
from volant.sovereignty.catalogue import find_profile
from volant.sovereignty.facts import cite_source, name_fact, spell
from volant.sovereignty.outlook import Outlook, View, foresee, view
from volant.sovereignty.radar import Shape, draw
from volant.sovereignty.score import HIGHEST, find_firsts
from volant.sovereignty.words import LANGUAGES, load_words, say

in_language = click.option(
    "--language", type=click.Choice(LANGUAGES), default="fr", show_default=True
)
on_day = click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda ctx, param, value: (value or datetime.now(UTC)).date(),
    help="As things stand on this day; today by default.",
)
REASON = re.compile(r"[A-Z][A-Z0-9-]{1,60}")
FIGURES = ("moteur", "volant", "valeur", "gate", "total")


@click.group()
def sovereignty() -> None:
    """Show who holds each engine, where data may go, and why."""


@sovereignty.command("list")
@in_language
@on_day
@output.as_json
def list_profiles(language: str, day: date, as_json: bool) -> None:
    """List every engine known: its zone, its weakest link, its total."""
    policy = _policy()
    views = [view(profile, policy, day) for profile in _profiles().values()]
    if as_json:
        output.print_json([_summary(seen, language) for seen in views])
        return
    for seen in views:
        figures = f"{seen.standing.zone}  gate {seen.score.gate}/{HIGHEST}  {seen.score.total:3} %"
        click.echo(f"{seen.profile.id:14} {figures}  {_name(seen.profile, language)}")
    click.echo(say("phrase", "self", language))


@sovereignty.command()
@click.argument("engine")
@in_language
@on_day
@click.option("--svg", is_flag=True, help="Print the radar as SVG instead.")
@output.as_json
def show(engine: str, language: str, day: date, svg: bool, as_json: bool) -> None:
    """Show the profile of ENGINE: levels, next steps, and how each fact is known."""
    seen = view(find_profile(engine, _profiles()), _policy(), day)
    if svg:
        click.echo(draw([_shape(seen, language)], language))
    elif as_json:
        output.print_json(_detail(seen, language))
    else:
        _print_score(seen, language)
        _print_facts(seen, language)


@sovereignty.command()
@click.argument("first")
@click.argument("second")
@in_language
@on_day
@click.option("--svg", is_flag=True, help="Print the radar of both as SVG instead.")
@output.as_json
def compare(*, first: str, second: str, language: str, day: date, svg: bool, as_json: bool) -> None:
    """Compare two engines, question by question, and say whether the order holds."""
    profiles, policy = _profiles(), _policy()
    views = [view(find_profile(name, profiles), policy, day) for name in (first, second)]
    firsts = find_firsts({seen.profile.id: seen.score for seen in views})
    if svg:
        click.echo(draw([_shape(seen, language) for seen in views], language))
    elif as_json:
        summaries = [_summary(seen, language) for seen in views]
        output.print_json({"engines": summaries, "first_under_random_weights": firsts})
    else:
        _print_pair(views, firsts, language)


@sovereignty.command("explain")
@click.argument("text")
@click.option("--engine", help="One engine; every engine by default.")
@click.option(
    "--class", "classes", type=click.Choice(CLASSES), multiple=True, help="A class you know of."
)
@click.option("--public", is_flag=True, help="The answer is for the public.")
@in_language
@on_day
@output.as_json
def explain_text(
    *,
    text: str,
    engine: str | None,
    classes: tuple[str, ...],
    public: bool,
    language: str,
    day: date,
    as_json: bool,
) -> None:
    """Say what would happen to TEXT with each engine, and why; nothing is sent."""
    profiles, policy = _profiles(), _policy()
    chosen = [find_profile(engine, profiles)] if engine else list(profiles.values())
    standings = [assess(profile, policy, day) for profile in chosen]
    seen = foresee(text, standings, policy, day, classes, public=language if public else "")
    said = [_tell_all(one, language, len(seen.found)) for one in seen.outlooks]
    if as_json:
        kinds = sorted(seen.kinds.elements())
        output.print_json({"classes": sorted(seen.classes), "found": kinds, "engines": said})
        return
    names = ", ".join(f"{name} ({say('class', name, language)})" for name in sorted(seen.classes))
    click.secho(names, bold=True)
    for one in said:
        _print_judgement(one, language)


@sovereignty.command()
@click.argument("receipt")
@click.option("--to", type=click.Choice(CLASSES), required=True, help="The class from now on.")
@click.option("--reason", required=True, help="Why, as a code: WRONG-LABEL, FALSE-FINDING, …")
@click.option("--by", required=True, help="Who answers for it, as role:dpo.")
@output.as_json
def lower(receipt: str, to: str, reason: str, by: str, as_json: bool) -> None:
    """Lower the class that the conversation of RECEIPT (its last one) has kept; this is logged.

    What is found in its texts again counts again.
    """
    if not REASON.fullmatch(reason):
        raise click.BadParameter("write a code: capitals, digits, hyphens", param_hint="--reason")
    if not ROLE.fullmatch(by):
        raise click.BadParameter("name a role, as role:dpo", param_hint="--by")
    settings = load()
    ledger = assembly.open_ledger(settings)
    body = {"receipt": receipt, "to": to, "reason": reason, "role": by}

    def log(done: Lowering) -> int:
        known = {"conversation": f"hmac-sha256:{done.conversation}", "from": done.before}
        return ledger.append("class_lowered", body | known)

    index = assembly.open_conversations(settings).lower(receipt, to, log)
    if as_json:
        output.print_json({**body, "index": index})
    else:
        click.echo(f"{receipt}: {to} [{reason}], entry {index} of the log")


def _tell_all(one: Outlook, language: str, found: int) -> dict[str, Any]:
    standing = one.standing
    said = {"engine": standing.engine, "zone": standing.zone, **_tell(one.now, language, 0)}
    return said | ({"pseudonymised": _tell(one.then, language, found)} if one.then else {})


def _tell(decision: Decision, language: str, n: int) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "rules": [{"code": code, "text": explain(code, language, n)} for code in decision.rules],
        "obligations": list(decision.obligations),
    }


def _print_judgement(said: Mapping[str, Any], language: str) -> None:
    zone = f"{said['zone']}, {say('zone', said['zone'], language)}"
    click.secho(
        f"\n{said['engine']} ({zone}): {say('outcome', said['outcome'], language)}", bold=True
    )
    _print_reasons(said, language)
    if after := said.get("pseudonymised"):
        click.echo(f"  → {say('outcome', after['outcome'], language)}")
        _print_reasons(after, language)


def _print_reasons(said: Mapping[str, Any], language: str) -> None:
    for rule in said["rules"]:
        click.echo(f"  {rule['code']}: {rule['text']}")
    for obligation in said["obligations"]:
        click.echo(f"  · {say('obligation', obligation, language)}")


def _profiles() -> dict[str, Profile]:
    return assembly.open_profiles(load())


def _policy() -> Policy:
    return assembly.open_policy(load())


def _name(profile: Profile, language: str) -> str:
    return str(getattr(profile.label, language))


def _shape(seen: View, language: str) -> Shape:
    label = _name(seen.profile, language)
    return Shape(label=label, levels=seen.score.levels, marks=seen.marks)


def _summary(seen: View, language: str) -> dict[str, Any]:
    return {
        "id": seen.profile.id,
        "label": _name(seen.profile, language),
        "profile": seen.standing.profile,
        "zone": seen.standing.zone,
        "levels": list(seen.score.levels),
        **{name: getattr(seen.score, name) for name in FIGURES},
    }


def _detail(seen: View, language: str) -> dict[str, Any]:
    knowledge = seen.knowledge
    return {
        **_summary(seen, language),
        "marks": seen.marks,
        "next": seen.advice,
        "facts": [
            {
                "fact": pointer,
                "value": knowledge.look(pointer),
                "status": knowledge.status(pointer),
                "mark": knowledge.mark(pointer),
                "source": knowledge.source(pointer),
            }
            for pointer in knowledge.facts()
        ],
        "note": say("phrase", "self", language),
    }


def _print_score(seen: View, language: str) -> None:
    click.secho(_name(seen.profile, language), bold=True)
    zone = seen.standing.zone
    click.echo(f"{zone}: {say('zone', zone, language)}")
    for name in FIGURES:
        unit = f"/{HIGHEST}" if name == "gate" else " %"
        click.echo(f"{say('figure', name, language)}: {getattr(seen.score, name)}{unit}")
    steps = {step.question: step for step in seen.advice}
    reached = zip(seen.score.levels, seen.marks, strict=True)
    for number, (level, mark) in enumerate(reached, start=1):
        words = load_words()["question"][str(number)]
        known = say("mark", mark, language)
        click.secho(f"\n{number}. {words['ask'][language]} {level}/{HIGHEST} ({known})", bold=True)
        click.echo(f"   {words['levels'][language][level]}")
        if step := steps.get(number):
            wanted = words["levels"][language][step.level]
            click.echo(f"   {say('phrase', 'next', language, level=step.level, wanted=wanted)}")
            for pointer, status in step.missing:
                click.echo(
                    f"     {name_fact(pointer, language)}: {say('status', status, language)}"
                )
        else:
            click.echo(f"   {say('phrase', 'top', language)}")
    click.echo(f"\n{say('phrase', 'self', language)}")


def _print_facts(seen: View, language: str) -> None:
    knowledge = seen.knowledge
    for pointer in knowledge.facts():
        known = say("mark", knowledge.mark(pointer), language)
        value = spell(knowledge.look(pointer), language)
        click.echo(f"{name_fact(pointer, language)}: {value} ({known})")
        if source := knowledge.source(pointer):
            pieces = cite_source(source, language)
            click.echo("    " + "".join(f"“{p.text}”" if p.quoted else p.text for p in pieces))


def _print_pair(views: list[View], firsts: Mapping[str, float], language: str) -> None:
    names = "   ".join(_name(seen.profile, language) for seen in views)
    click.secho(names, bold=True)
    for number, words in load_words()["question"].items():
        levels = "  ".join(str(seen.score.levels[int(number) - 1]) for seen in views)
        click.echo(f"{levels}  {words['ask'][language]}")
    for name in FIGURES:
        values = "  ".join(f"{getattr(seen.score, name):3}" for seen in views)
        click.echo(f"{values}  {say('figure', name, language)}")
    shares = "  ".join(f"{firsts[seen.profile.id]:.0%}" for seen in views)
    click.echo(f"{shares}  {say('phrase', 'firsts', language)}")
    click.echo(say("phrase", "self", language))
