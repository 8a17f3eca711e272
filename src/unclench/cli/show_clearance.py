"""What safety says, as people read it in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from rich.padding import Padding
from rich.table import Table

from unclench.atlas import Atlas
from unclench.cli.terminal import beside, console, harmless
from unclench.composer.telling import advice, blocked_words
from unclench.plain import to_plain
from unclench.safety import words
from unclench.safety.agreement import area_names, every_area, unless_asked
from unclench.safety.holding import Holding
from unclench.safety.rules import RuleBook, load_rules
from unclench.safety.standing import Standing
from unclench.safety.types import Answer, Answers, Clearance, Finding, Rule, Until, VariableEntry
from unclench.safety.when_words import day_words, doctor_words, until_words, when_words
from unclench.wording import capital, listed

EMERGENCY, CRISIS, UNREVIEWED = words.EMERGENCY, words.CRISIS, words.UNREVIEWED

_VERDICTS = {
    "clear": ("Clear", "green", "Nothing you told us speaks against a session."),
    "adapted": ("Adapted", "yellow", "A session is fine with these changes."),
    "see_doctor": ("See a doctor", "yellow", "Some of it waits for a doctor's word."),
    "emergency": ("Emergency", "bold red", EMERGENCY),
}


def verdict_line(clearance: Clearance) -> str:
    name, colour, text = _VERDICTS[clearance.verdict]
    return f"[{colour}]{name}.[/] {text}"


def assumed_line(answers: Answers, clearance: Clearance, atlas: Atlas) -> str:
    """What was taken for granted, first of all: with what was given, in the words it is known by."""
    rules = load_rules()
    given = [rules.by_id[name].name for name in (*answers.conditions, *answers.symptoms)]
    given += [_said(rules.variables[name], answer) for name, answer in answers.facts.items()]
    implied = dict.fromkeys(fact for name in clearance.complaints for fact in atlas.complaints[name].implies)
    given += [f"{rules.variables[fact].text}, from the complaint" for fact in implied if fact not in answers.facts]
    places = dict.fromkeys(
        atlas.regions[area.region].name.lower() + ("" if area.side in ("both", "midline") else f" ({area.side})")
        for area in (*answers.areas, *(area for areas in answers.areas_of.values() for area in areas))
    )
    if places:
        given.append(f"at: {', '.join(places)}")
    hands = _hands_assumed(answers, clearance)
    if not given:
        return f"Assumed: no to every safety question, since none was answered.{hands}"
    return f"Assumed: no to every safety question but what you gave ({'; '.join(given)}).{hands}"


def _hands_assumed(answers: Answers, clearance: Clearance) -> str:
    """What was taken for granted of other hands: that they are ready, and where they may be."""
    if clearance.giver == "self":
        return ""
    off = ", ".join(area_names(area for area in every_area() if area not in unless_asked()))
    said = {name for name in answers.facts if name.startswith("giver_")}
    ready = "" if said else " The giver’s hands are clean, short-nailed, whole and well."
    asked = f" Nobody was asked where to touch: {off} are left alone." if answers.agreed is None else ""
    word = "" if answers.stop_word else " No stop word was agreed."
    return f"{ready}{asked}{word}"


def _said(entry: VariableEntry, answer: Answer) -> str:
    if answer == "yes":
        return entry.text
    if isinstance(answer, str):
        return f"{entry.text}: {answer}"
    unit = "" if not entry.unit or entry.unit[0].isdigit() else f" {entry.unit}"
    return f"{entry.text}: {answer:g}{unit}"


def print_urgent(lines: Iterable[str], clearance: Clearance, as_json: bool) -> None:
    """Before all else, that something may be an emergency now; not among the data of JSON."""
    if clearance.verdict == "emergency":
        return
    out = beside() if as_json else console()
    for line in lines:
        out.print(line, style="bold", markup=False)


def print_clearance(clearance: Clearance, answers: Answers, atlas: Atlas, now: datetime | None = None) -> None:
    out = console()
    out.print(assumed_line(answers, clearance, atlas), style="dim", markup=False)
    out.print()
    if clearance.crisis:
        out.print(CRISIS)
        if clearance.verdict != "emergency":
            return
        out.print()
    out.print(verdict_line(clearance))
    print_findings(clearance.findings, now)
    if clearance.verdict != "emergency":
        _print_limits(clearance, atlas)
    out.print(f"\n[dim]{UNREVIEWED}[/]")


def print_holdings(listed: Iterable[Holding], now: datetime) -> None:
    """What is still to come, and what is over: the rest has been said."""
    out = console()
    for entry in listed:
        when = f" ({when_words(entry.when, now.date())})" if entry.when else ""
        if entry.state == "to_come" and entry.begins:
            until = f", {until_words(entry.ends, now)}" if entry.ends else ""
            out.print(f"To come: {entry.name}{when}: from {day_words(entry.begins, now.date())}{until}.", markup=False)
        elif entry.state == "over":
            out.print(f"Over: {entry.name}{when}.", markup=False)


def print_findings(findings: Iterable[Finding], now: datetime | None = None) -> None:
    """Each rule that applies today: why, until when, and when a doctor should see it."""
    out = console()
    for finding in findings:
        if finding.everyone:
            continue
        said = "".join(f" [bold]{sentence}[/]" for sentence in advice(finding))
        said += "".join(f" {sentence}" for sentence in _ending(finding, now))
        out.print(
            Padding(
                f"• [bold]{finding.name}[/]: {finding.reason}{said} [dim]({finding.rule})[/]",
                (0, 0, 0, 2),
            )
        )


def _ending(finding: Finding, now: datetime | None) -> tuple[str, ...]:
    """Until when it holds, as far as that is known."""
    if now is None:
        return ()
    lines = []
    if not finding.ends:
        lines += [f"Until {effect.text}." for effect in finding.effects if isinstance(effect, Until)]
    else:
        lines.append(f"{capital(until_words(finding.ends, now))}.")
        lines += [finding.ends.then] if finding.ends.then else []
    if finding.doctor_yes_ends:
        lines.append(f"{capital(doctor_words(finding.doctor_yes_ends, now.date()))}.")
    return tuple(lines)


def _print_limits(clearance: Clearance, atlas: Atlas) -> None:
    out = console()
    out.print()
    if not clearance.hands_on:
        out.print("Hands-on work: not today.")
    else:
        out.print(f"Hands-on work: up to {clearance.hands_on_limit_s // 60} minutes.")
        out.print(f"Not to be touched: {blocked_words(clearance, atlas)}.")
        out.print(f"Pressure: {_cap_words(clearance, atlas)}.")
    mind = {"all": "yes", "breath_and_rest": "slow breathing and rest", "none": "not today"}[clearance.mind]
    out.print(f"Breath, attention, rest: {mind}.")
    forbidden = sorted(
        {entry.technique_class.replace("_", " ") for entry in clearance.forbidden if entry.region is None}
    )
    if forbidden:
        out.print(f"Left out: {', '.join(forbidden)}.")
    for position in clearance.forbidden_positions:
        out.print(f"Position: not {position}.")
    if clearance.oils:
        out.print(f"{_oil_words(clearance)}.")
    for line in clearance.lines:
        if line.rule in {finding.rule for finding in clearance.findings if not finding.everyone}:
            out.print(Padding(f"– {line.text}", (0, 0, 0, 2), expand=False))


def _oil_words(clearance: Clearance) -> str:
    names = load_rules().variables
    allowed = [names[use.oil].text for use in clearance.oils if use.allowed]
    kept_out = [names[use.oil].text for use in clearance.oils if not use.allowed]
    strength = f", at most {clearance.oil_limit_percent:g} percent strong" if allowed else ""
    said = [f"Oil: {listed(allowed)}{strength}"] if allowed else []
    return capital("; ".join([*said, *([f"no {listed(kept_out)}"] if kept_out else [])]))


def _cap_words(clearance: Clearance, atlas: Atlas) -> str:
    blocked = {(block.region, block.side) for block in clearance.blocks}
    levels: dict[int, list[str]] = {}
    for cap in clearance.caps:
        entry = atlas.regions[cap.region]
        if cap.level and any((cap.region, side) not in blocked for side in entry.sides):
            levels.setdefault(cap.level, []).append(entry.name.lower())
    if len(levels) == 1:
        return f"at most {next(iter(levels))} of 10 everywhere"
    highest = max(levels, key=lambda level: (len(levels[level]), level), default=0)
    others = [f"{level} at {listed(names)}" for level, names in sorted(levels.items()) if level != highest]
    return f"at most {highest} of 10; {'; '.join(others)}"


def print_refusal(kind: str, message: str, clearance: Clearance) -> None:
    """Why there is no session, and what to do instead."""
    out = console()
    if clearance.crisis:
        out.print(CRISIS)
        out.print()
    if kind == "crisis":
        return
    if kind == "emergency":
        out.print("[bold red]Emergency[/]")
        out.print(EMERGENCY)
        out.print()
        out.print(words.TELL_MEDICINES)
        out.print()
        out.print("Because of:")
        print_findings(finding for finding in clearance.findings if finding.urgency == "emergency_now")
        out.print()
        out.print("If you typed this by mistake, run it again without it.")
        return
    out.print(message)
    print_findings(clearance.findings)
    if kind in ("information", "no_hands") and clearance.mind != "none":
        out.print("\nSlow breathing and rest are still yours: add --mind-only.")
    out.print(f"\n[dim]{UNREVIEWED}[/]")


def print_standing(stands: Standing) -> None:
    """An emergency that was named before, and still stands."""
    out = console()
    out.print("[bold red]Emergency[/]")
    out.print(EMERGENCY)
    out.print()
    for line in _standing_lines(stands):
        out.print(line, markup=False)


def standing_json(stands: Standing) -> str:
    refusal = {
        "refused": "emergency",
        "message": " ".join(_standing_lines(stands)),
        "advice": EMERGENCY,
        "verdict": "emergency",
        "findings": [],
    }
    return json.dumps(refusal, ensure_ascii=False, indent=1)


def _standing_lines(stands: Standing) -> tuple[str, ...]:
    rules = load_rules().by_id
    named = [rules[rule].name if rule in rules else rule for rule in stands.rules]
    at, until = (f"{moment.astimezone():%d %B %Y, %H:%M}" for moment in (stands.at, stands.until))
    whose = harmless(stands.called) if stands.called else "you"
    return (
        f"Named on {at}{f' for {whose}' if stands.called else ''}: {'; '.join(named)}.",
        f"No session until a doctor has seen {whose}. After {until} you can say so in the app (python3 run.py).",
        "If it was a mistake, say that there.",
    )


def warn(clearance: Clearance, answers: Answers, atlas: Atlas) -> None:
    """What must not be missed where only data is written: what was assumed, and what a doctor should see."""
    err = beside()
    err.print(assumed_line(answers, clearance, atlas), markup=False)
    err.print(verdict_line(clearance))
    for finding in clearance.findings:
        if finding.urgency or finding.waits:
            err.print(" ".join((f"{finding.name}: {finding.reason}", *advice(finding))), markup=False)


def refusal_json(kind: str, message: str, clearance: Clearance) -> str:
    findings = [to_plain(finding) for finding in clearance.findings if not finding.everyone]
    advice = [CRISIS] if clearance.crisis else []
    advice += [EMERGENCY] if kind == "emergency" else []
    refusal = {
        "refused": kind,
        "message": message,
        "advice": "\n\n".join(advice),
        "verdict": clearance.verdict,
        "findings": findings,
    }
    return json.dumps(refusal, ensure_ascii=False, indent=1)


def print_rules(rules: RuleBook, as_json: bool) -> None:
    """Every condition, symptom and fact that can be named."""
    if as_json:
        listing = {
            "conditions": [_listed_rule(rule) for rule in rules.contraindications],
            "symptoms": [_listed_rule(rule) for rule in rules.red_flags],
            "facts": to_plain(rules.entries),
        }
        console().print_json(json.dumps(listing, ensure_ascii=False))
        return
    for title, entries in (("Conditions", rules.contraindications), ("Symptoms", rules.red_flags)):
        table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0), show_header=False)
        table.add_column(no_wrap=True)
        for rule in entries:
            table.add_row(rule.id, rule.name, ", ".join(rule.aliases))
        console().print(table)
    table = Table(title="Facts", title_justify="left", box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    for entry in rules.entries:
        table.add_row(entry.name, entry.unit or ("number" if entry.kind == "number" else "yes/no"), entry.text)
    console().print(table)


def _listed_rule(rule: Rule) -> dict[str, object]:
    return {"id": rule.id, "name": rule.name, "question": rule.question, "aliases": list(rule.aliases)}
