"""Show what is known of each engine, compare two, and say what would happen to a text.

Profiles and a policy of the institution's own are read from its home: `profiles/*.toml` and
`policy.toml`. Nothing here asks an engine anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import click

from volant import assembly, privacy
from volant.cli import output
from volant.gateway import Conversations
from volant.gateway.caller import ROLE
from volant.gateway.conversations import Lowering
from volant.settings import load
from volant.sovereignty import (
    Decision,
    Facts,
    Policy,
    Profile,
    Standing,
    assess,
    decide,
    explain,
)
from volant.sovereignty.catalogue import find_profile
from volant.sovereignty.classes import propose, raise_to
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.policy import CLASSES, UNKNOWN_CLASS
from volant.sovereignty.radar import Shape, draw
from volant.sovereignty.score import HIGHEST, Score, advise, find_firsts, mark_levels, measure
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


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Be one engine as it stands on a day."""

    profile: Profile
    policy: Policy
    knowledge: Knowledge
    standing: Standing
    score: Score


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
    views = [_view(profile, policy, day) for profile in _profiles().values()]
    if as_json:
        output.print_json([_summary(view, language) for view in views])
        return
    for view in views:
        figures = f"{view.standing.zone}  gate {view.score.gate}/{HIGHEST}  {view.score.total:3} %"
        click.echo(f"{view.profile.id:14} {figures}  {_name(view.profile, language)}")
    click.echo(say("phrase", "self", language))


@sovereignty.command()
@click.argument("engine")
@in_language
@on_day
@click.option("--svg", is_flag=True, help="Print the radar as SVG instead.")
@output.as_json
def show(engine: str, language: str, day: date, svg: bool, as_json: bool) -> None:
    """Show the profile of ENGINE: levels, next steps, and how each fact is known."""
    view = _view(find_profile(engine, _profiles()), _policy(), day)
    if svg:
        click.echo(draw([_shape(view, language)], language))
    elif as_json:
        output.print_json(_detail(view, language))
    else:
        _print_score(view, language)
        _print_facts(view.knowledge, language)


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
    views = [_view(find_profile(name, profiles), policy, day) for name in (first, second)]
    firsts = find_firsts({view.profile.id: view.score for view in views})
    if svg:
        click.echo(draw([_shape(view, language) for view in views], language))
    elif as_json:
        summaries = [_summary(view, language) for view in views]
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
    kinds = [found.kind for found in privacy.find(text)]
    seen = raise_to(propose(kinds), *classes) or frozenset((UNKNOWN_CLASS,))
    facts = Facts(day=day, classes=seen, public=public, tag=language)
    standings = [assess(profile, policy, day) for profile in chosen]
    judged = [_judge(one, policy, facts, len(kinds), classes) for one in standings]
    said = [
        _tell_all(one, now, then, language, len(kinds))
        for one, (now, then) in zip(standings, judged, strict=True)
    ]
    if as_json:
        output.print_json({"classes": sorted(seen), "found": sorted(kinds), "engines": said})
        return
    names = ", ".join(f"{name} ({say('class', name, language)})" for name in sorted(seen))
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

    index = Conversations(settings.home).lower(receipt, to, log)
    if as_json:
        output.print_json({**body, "index": index})
    else:
        click.echo(f"{receipt}: {to} [{reason}], entry {index} of the log")


def _judge(
    standing: Standing, policy: Policy, facts: Facts, found: int, known: tuple[str, ...]
) -> tuple[Decision, Decision | None]:
    """Decide on the text as it is, and, where that changes anything, with identifiers replaced.

    What runs is taken to be what was approved: nothing runs here.
    """
    facts = replace(facts, weights=standing.weights)
    now = decide(facts, standing, policy)
    if not found or now.may_send:
        return now, None
    left = raise_to(("D2",), *known)
    facts = replace(facts, classes=left, pseudonymised=True, replaced=found, residue=0)
    then = decide(facts, standing, policy)
    return now, None if then == now else then


def _tell_all(
    standing: Standing, now: Decision, then: Decision | None, language: str, found: int
) -> dict[str, Any]:
    said = {"engine": standing.engine, "zone": standing.zone, **_tell(now, language, 0)}
    return said if then is None else said | {"pseudonymised": _tell(then, language, found)}


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


def _view(profile: Profile, policy: Policy, day: date) -> View:
    knowledge = Knowledge(profile, day)
    return View(
        profile=profile,
        policy=policy,
        knowledge=knowledge,
        standing=assess(profile, policy, day),
        score=measure(knowledge, policy.adequate),
    )


def _name(profile: Profile, language: str) -> str:
    return str(getattr(profile.label, language))


def _shape(view: View, language: str) -> Shape:
    marks = mark_levels(view.knowledge, view.policy.adequate)
    return Shape(label=_name(view.profile, language), levels=view.score.levels, marks=marks)


def _summary(view: View, language: str) -> dict[str, Any]:
    return {
        "id": view.profile.id,
        "label": _name(view.profile, language),
        "profile": view.standing.profile,
        "zone": view.standing.zone,
        "levels": list(view.score.levels),
        **{name: getattr(view.score, name) for name in FIGURES},
    }


def _detail(view: View, language: str) -> dict[str, Any]:
    knowledge = view.knowledge
    return {
        **_summary(view, language),
        "marks": mark_levels(knowledge, view.policy.adequate),
        "next": advise(knowledge, view.policy.adequate),
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


def _print_score(view: View, language: str) -> None:
    click.secho(_name(view.profile, language), bold=True)
    zone = view.standing.zone
    click.echo(f"{zone}: {say('zone', zone, language)}")
    for name in FIGURES:
        unit = f"/{HIGHEST}" if name == "gate" else " %"
        click.echo(f"{say('figure', name, language)}: {getattr(view.score, name)}{unit}")
    steps = {step.question: step for step in advise(view.knowledge, view.policy.adequate)}
    marks = mark_levels(view.knowledge, view.policy.adequate)
    for number, (level, mark) in enumerate(zip(view.score.levels, marks, strict=True), start=1):
        words = load_words()["question"][str(number)]
        known = say("mark", mark, language)
        click.secho(f"\n{number}. {words['ask'][language]} {level}/{HIGHEST} ({known})", bold=True)
        click.echo(f"   {words['levels'][language][level]}")
        if step := steps.get(number):
            wanted = words["levels"][language][step.level]
            click.echo(f"   {say('phrase', 'next', language, level=step.level, wanted=wanted)}")
            for pointer, status in step.missing:
                click.echo(f"     {pointer}: {say('status', status, language)}")
        else:
            click.echo(f"   {say('phrase', 'top', language)}")
    click.echo(f"\n{say('phrase', 'self', language)}")


def _print_facts(knowledge: Knowledge, language: str) -> None:
    for pointer in knowledge.facts():
        known = say("mark", knowledge.mark(pointer), language)
        click.echo(f"{pointer}: {_spell(knowledge.look(pointer))} ({known})")
        if source := knowledge.source(pointer):
            click.echo(f"    {source}")


def _spell(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(_spell(item) for item in value)
    return str(value)


def _print_pair(views: list[View], firsts: Mapping[str, float], language: str) -> None:
    names = "   ".join(_name(view.profile, language) for view in views)
    click.secho(names, bold=True)
    for number, words in load_words()["question"].items():
        levels = "  ".join(str(view.score.levels[int(number) - 1]) for view in views)
        click.echo(f"{levels}  {words['ask'][language]}")
    for name in FIGURES:
        values = "  ".join(f"{getattr(view.score, name):3}" for view in views)
        click.echo(f"{values}  {say('figure', name, language)}")
    shares = "  ".join(f"{firsts[view.profile.id]:.0%}" for view in views)
    click.echo(f"{shares}  {say('phrase', 'firsts', language)}")
    click.echo(say("phrase", "self", language))
