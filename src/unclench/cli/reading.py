"""What one types, turned into answers and wishes: everyday words become ids, a typo gets the nearest names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import click

from unclench.atlas import Atlas
from unclench.atlas.search import find
from unclench.atlas.types import GIVERS, Giver, Side
from unclench.cli.options import F, gathered
from unclench.composer.types import Pain
from unclench.names import NotKnownError, normalised
from unclench.safety.agreement import find_area, read_stop_word
from unclench.safety.areas import AREAS
from unclench.safety.places import wounded
from unclench.safety.rules import RuleBook
from unclench.safety.types import Answer, Answers, Area, Clearance, Effect, Rule

SIDES: dict[str, Side] = {"left": "left", "l": "left", "right": "right", "r": "right", "both": "both"}
YES = {"yes", "y", "true", "1", "on"}
NO = {"no", "n", "false", "0", "off"}
UNSURE = {"unsure", "not sure", "notsure", "unknown", "?"}


@dataclass(frozen=True)
class SafetyWords:
    """The safety options of a command, as typed."""

    conditions: tuple[str, ...]
    symptoms: tuple[str, ...]
    facts: tuple[str, ...]
    areas: tuple[str, ...]
    doctor_said_yes: tuple[str, ...]
    age: float | None
    first: bool
    agreed: tuple[str, ...] = ()
    stop_word: str = ""


def safety_options(function: F) -> F:
    """The options by which one tells about oneself; handed on as one `safety` argument."""

    def command(
        *,
        condition: tuple[str, ...],
        symptom: tuple[str, ...],
        fact: tuple[str, ...],
        area: tuple[str, ...],
        doctor_said_yes: tuple[str, ...],
        age: float | None,
        first: bool,
        agreed: tuple[str, ...],
        stop_word: str | None,
        **options: Any,
    ) -> Any:
        words = SafetyWords(condition, symptom, fact, area, doctor_said_yes, age, first, agreed, stop_word or "")
        return function(safety=words, **options)

    return gathered(function, command, _SAFETY_OPTIONS)


_SAFETY_OPTIONS = [
    click.option(
        "--condition",
        multiple=True,
        metavar="ID[@PLACE[:SIDE]]",
        help="Something that lasts or is there now, such as blood-thinners, pregnancy, open-wound@temple:right.",
    ),
    click.option(
        "--symptom",
        multiple=True,
        metavar="ID",
        help="A warning sign, such as thunderclap. See: unclench screen --list.",
    ),
    click.option(
        "--fact",
        multiple=True,
        metavar="NAME=VALUE",
        help="An answer by name: yes, no, unsure or a number, such as relaxer_planned_days=2.",
    ),
    click.option(
        "--area",
        multiple=True,
        metavar="PLACE[:SIDE]",
        help="Where a wound, rash or sore spot is (with --condition).",
    ),
    click.option(
        "--doctor-said-yes",
        multiple=True,
        metavar="ID=DATE",
        help="A doctor allowed what this condition makes wait; holds for 180 days. DATE as 2026-11-21.",
    ),
    click.option("--age", type=click.FloatRange(0, 120), help="Age in years."),
    click.option("--first", is_flag=True, help="First session ever: shorter by hand, and a step lighter."),
    click.option(
        "--agreed",
        multiple=True,
        metavar="AREA",
        help="Where the receiver lets other hands touch, and nowhere else: neck, shoulders, back, lower-back, hands, "
        "legs, hair, face, chest. Not given: all but hair, face and chest.",
    ),
    click.option("--stop-word", metavar="WORD", help="The receiver says it, and other hands come off at once."),
]


def read_answers(words: SafetyWords, atlas: Atlas, rules: RuleBook, implied: Iterable[str] = ()) -> Answers:
    """Answers from what was typed; what is not given counts as no. `implied`: facts that follow from the complaint."""
    facts = _facts(words, rules, set(implied))
    conditions: list[str] = []
    symptoms = [rules.find("red_flag", text).id for text in words.symptoms]
    areas_of: dict[str, tuple[Area, ...]] = {}
    for text in words.conditions:
        name, _, place = text.partition("@")
        rule = _condition(name, rules)
        (conditions if rule.kind == "contraindication" else symptoms).append(rule.id)
        if place and rule.kind == "contraindication":
            areas_of[rule.id] = (*areas_of.get(rule.id, ()), *_areas(place, atlas))
    return Answers(
        facts=facts,
        conditions=tuple(dict.fromkeys(conditions)),
        symptoms=tuple(dict.fromkeys(symptoms)),
        areas=tuple(area for text in words.areas for area in _areas(text, atlas)),
        areas_of=areas_of,
        doctor_said_yes=dict(_dated(text, rules) for text in words.doctor_said_yes),
        unasked_is_no=True,
        first_session=words.first,
        agreed=tuple(dict.fromkeys(map(find_area, words.agreed))) or None,
        stop_word=read_stop_word(words.stop_word) if words.stop_word else "",
    )


def check_agreement(answers: Answers, giver: Giver) -> None:
    """One's own hands need no agreement: who gives one has forgotten to say whose hands work."""
    if giver == "self" and (answers.agreed is not None or answers.stop_word):
        raise ValueError("--agreed and --stop-word: say whose hands, with --giver partner or --giver professional")


def check_places(answers: Answers, clearance: Clearance) -> None:
    """A place that no rule asked for would be left unheeded: refuse it."""
    local = {finding.rule for finding in clearance.findings if any(_has_place(effect) for effect in finding.effects)}
    for rule in answers.areas_of:
        if rule not in local:
            raise ValueError(f"{rule.replace('_', ' ')} has no place of its own: leave out what follows the @")
    if answers.areas and not local:
        raise ValueError("--area: say with --condition what is there, such as open-wound or sunburn")


def _has_place(effect: Effect) -> bool:
    return bool(AREAS.intersection(getattr(effect, "regions", ())))


def _facts(words: SafetyWords, rules: RuleBook, implied: set[str]) -> dict[str, Answer]:
    """The single answers. The same thing said in two ways is refused, not settled."""
    facts: dict[str, Answer] = {}
    said = [_fact(text, rules) for text in words.facts]
    said += [("age", words.age)] if words.age is not None else []
    for name, answer in said:
        rules.check(Answers(facts={name: answer}))
        if facts.setdefault(name, answer) != answer:
            raise ValueError(f"{name} is given twice, and differently: {_shown(facts[name])} and {_shown(answer)}")
        if name in implied and answer != "yes":
            raise ValueError(
                f"{name}={answer}: the complaint already says “{rules.variables[name].text}”; "
                "leave this answer out, or choose another complaint"
            )
        if name == "age" and answer == "no":
            raise ValueError("age: a number of years, or unsure")
    return facts


def _shown(answer: Answer) -> str:
    return answer if isinstance(answer, str) else f"{answer:g}"


def _condition(text: str, rules: RuleBook) -> Rule:
    """A condition; or the warning sign of that name, which is never less than the condition."""
    try:
        return rules.find("contraindication", text)
    except NotKnownError:
        with suppress(NotKnownError):
            return rules.find("red_flag", text)
        raise


def urgent_lines(words: SafetyWords, rules: RuleBook) -> tuple[str, ...]:
    """What to say first where a condition goes by the name of an emergency: perhaps it is happening now."""
    names = [text.partition("@")[0].strip() for text in words.conditions]
    lines = [
        f"If “{name}” is happening now or is new: get help now; say --symptom {rule.id}."
        for name in names
        for rule in _emergencies_like(name, rules)
    ]
    return tuple(dict.fromkeys(lines))


def _emergencies_like(text: str, rules: RuleBook) -> list[Rule]:
    """The emergencies that have this name, but for a word that says that it is new."""
    wanted = _core(text)
    found = []
    for rule in rules.red_flags:
        names = (_core(name) for name in (rule.id, rule.name, *rule.aliases, *_ALSO_CALLED.get(rule.id, ())))
        if rule.urgency == "emergency_now" and wanted in names:
            found.append(rule)
    return found


def _core(name: str) -> str:
    """The name without the words that only say that it is new, in the singular: “seizure” of “first seizures”."""
    words = [word for word in re.split(r"[\W_]+", name.casefold()) if word not in _NEWNESS]
    return normalised("".join(words)).removesuffix("s")


# A typo needs no match here: a condition that is not known is refused before.
_NEWNESS = {"first", "new", "sudden", "severe", "recent", "one", "sided", "a", "signs", "of"}
_ALSO_CALLED = {"seizure_new": ("fainting", "faint", "fit"), "n_neuro_deficit": ("numb",)}


def _fact(text: str, rules: RuleBook) -> tuple[str, Answer]:
    name, equals, value = text.partition("=")
    entry = rules.find_variable(name.strip())
    said = value.strip().casefold()
    if not equals:
        raise ValueError(f"--fact {text}: write it as {entry.name}=VALUE")
    if said in UNSURE:
        return entry.name, "unsure"
    if entry.kind == "number":
        if said == "no":
            return entry.name, "no"
        try:
            return entry.name, float(said)
        except ValueError:
            unit = f" of {entry.unit}" if entry.unit else ""
            raise ValueError(f"--fact {text}: {entry.name} is a number{unit}, or no, or unsure") from None
    if said in YES | NO:
        return entry.name, "yes" if said in YES else "no"
    raise ValueError(f"--fact {text}: {entry.name} is answered with yes, no or unsure")


def _areas(text: str, atlas: Atlas) -> tuple[Area, ...]:
    name, _, side = text.partition(":")
    return wounded(name, _side(text, side), atlas)


def _place(text: str, atlas: Atlas) -> tuple[str, Side]:
    name, _, side = text.partition(":")
    region = find(atlas, "regions", name)
    if not side and region.laterality == "midline":
        return region.id, "midline"
    return region.id, _side(text, side)


def _side(text: str, side: str) -> Side:
    if not side:
        return "both"
    if side.casefold() not in SIDES:
        raise ValueError(f"{text}: the side is left, right or both, not “{side}”")
    return SIDES[side.casefold()]


def _dated(text: str, rules: RuleBook) -> tuple[str, date]:
    name, _, day = text.partition("=")
    rule = rules.find("contraindication", name)
    try:
        return rule.id, date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"--doctor-said-yes {text}: write it as {rule.id}=2026-11-21") from None


def read_pains(texts: Iterable[str], atlas: Atlas) -> tuple[Pain, ...]:
    """`temple=6` or `suboccipital:right=5`."""
    pains = []
    for text in texts:
        place, equals, level = text.rpartition("=")
        if not place or not equals or not re.fullmatch(r"\d{1,2}", level) or int(level) > 10:
            raise ValueError(f"--pain {text}: write it as PLACE[:SIDE]=N, with N from 0 to 10, such as temple=6")
        region, side = _place(place, atlas)
        pains.append(Pain(region, int(level), side))
    return tuple(pains)


def bad_input(error: Exception) -> click.UsageError:
    """An error of the rooms as one of the command line (exit 2)."""
    return click.UsageError(str(error))


def local_day() -> date:
    """Today where the person is: days are lived in local time."""
    return datetime.now().astimezone().date()


INPUT_ERRORS = (ValueError,)
GIVER_CHOICE = click.Choice(GIVERS)
