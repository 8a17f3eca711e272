"""The interview's content: which rule is asked in which group, and the pages made from it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from unclench.names import NotKnownError, nearest_names
from unclench.plain import PlainError, from_plain
from unclench.safety.areas import AREAS, SIDED
from unclench.safety.expression import variables
from unclench.safety.interview_types import Age, Choice, Detail, Group, GroupId, Line, LineId, Page, PageId, Remembered
from unclench.safety.rules import CONTENT, RuleBook, RuleContentError, load_rules
from unclench.safety.timing import asks_still, asks_when, is_in_force, load_timing
from unclench.safety.types import Rule, RuleId, SafetyRegion, Variable

SAME_AS_USUAL: Variable = "same_as_usual"


@dataclass(frozen=True, slots=True)
class PageText:
    title: str
    lead: str


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group as it stands in the file: its members by id, in the order in which they are read."""

    id: GroupId
    title: str
    covers: str
    members: tuple[RuleId, ...]


@dataclass(frozen=True, slots=True)
class AgeSpan:
    """Groups that an age opens by itself, with no line ticked: from `from_years` on, and below `below_years`."""

    from_years: float
    below_years: float
    opens: tuple[GroupId, ...]


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A rule that nobody is asked about, and why."""

    id: RuleId
    why: str


@dataclass(frozen=True, slots=True)
class OilQuestion:
    """Asked where one of these oils is wished. By a rule's id it is remembered; by its fact's it is of this time."""

    id: RuleId | Variable
    fact: Variable
    """What a yes stands for."""
    label: str
    why: str
    oils: tuple[str, ...]

    @property
    def lasts(self) -> bool:
        return self.id != self.fact


@dataclass(frozen=True, slots=True)
class InterviewContent:
    """interview.toml. `from_age` are the rules that follow from the age alone."""

    page: Mapping[PageId, PageText]
    short: Mapping[RuleId, str]
    """The short list as one ticks it."""
    quick: Mapping[RuleId, str]
    """What many people have, as one ticks it on "about"; each of it stands in its group as well."""
    something_new: str
    about: tuple[Line, ...]
    """The broad lines, each of which opens groups of the next three pages."""
    by_age: tuple[AgeSpan, ...]
    signs: tuple[GroupEntry, ...]
    lasting: tuple[GroupEntry, ...]
    lately: tuple[GroupEntry, ...]
    from_age: tuple[RuleId, ...]
    not_asked: tuple[NotAsked, ...]
    oil: tuple[OilQuestion, ...]

    def groups(self, page: PageId) -> tuple[GroupEntry, ...]:
        match page:
            case "signs":
                return self.signs
            case "lasting":
                return self.lasting
            case "lately":
                return self.lately
            case "emergency" | "about" | "oil" | "where":
                return ()

    def members(self, page: PageId) -> tuple[RuleId, ...]:
        if page == "about":
            return tuple(self.quick)
        if page == "oil":
            return tuple(question.id for question in self.oil)
        return tuple(rule for group in self.groups(page) for rule in group.members)


@cache
def load_interview() -> InterviewContent:
    """The interview of this version of the program. Raises RuleContentError if it does not fit the rules."""
    return read_interview(CONTENT / "interview.toml", load_rules())


def read_interview(path: Path, rules: RuleBook) -> InterviewContent:
    """Read the interview in `path` and check it against these rules: each of them in exactly one place."""
    try:
        content = from_plain(InterviewContent, tomllib.loads(path.read_text(encoding="utf-8")))
    except PlainError as error:
        raise RuleContentError(f"{path.name}: {error}") from None
    _check_places(content, rules)
    _check_kinds(content, rules)
    _check_lines(content)
    _check_oil(content, rules)
    for group in (*content.signs, *content.lasting, *content.lately):
        if not (group.covers.strip() and group.members):
            raise RuleContentError(f"{path.name}: {group.id} has no covers, or no members")
    return content


def _check_places(content: InterviewContent, rules: RuleBook) -> None:
    places = Counter(
        (
            *content.members("signs"),
            *content.members("lasting"),
            *content.members("lately"),
            *content.from_age,
            *(entry.id for entry in content.not_asked),
            *(question.id for question in content.oil if question.lasts),
            *(rule.id for rule in rules.rules if rule.everyone),
            *(rule.id for rule in rules.rules if rule.short_list),
        )
    )
    for rule_id in (*rules.by_id, *places):
        if rule_id not in rules.by_id:
            raise RuleContentError(f"interview.toml: {rule_id} is not a rule")
        if places[rule_id] != 1:
            raise RuleContentError(f"interview.toml: {rule_id} stands in {places[rule_id]} places, not in one")


def _check_kinds(content: InterviewContent, rules: RuleBook) -> None:
    for rule_id in content.members("signs"):
        if rules.by_id[rule_id].kind != "red_flag":
            raise RuleContentError(f"interview.toml: {rule_id} is not a warning sign")
    for rule_id in (*content.members("lasting"), *content.members("lately")):
        if rules.by_id[rule_id].kind != "contraindication":
            raise RuleContentError(f"interview.toml: {rule_id} is a warning sign, and belongs to the signs")
    for rule_id in content.from_age:
        if set(variables(rules.by_id[rule_id].when)) != {"age"}:
            raise RuleContentError(f"interview.toml: {rule_id} does not follow from the age alone")
    if set(content.short) != {rule.id for rule in rules.rules if rule.short_list}:
        raise RuleContentError("interview.toml: [short] names other rules than the short list")
    for rule_id in content.quick:
        if rule_id not in (*content.members("lasting"), *content.members("lately")):
            raise RuleContentError(f"interview.toml: {rule_id} is asked in no group behind the lines")
    for rule in rules.rules:
        # The short list is asked with nothing else told: what it finds has to stop everything by itself.
        if rule.short_list and rule.urgency != "emergency_now":
            raise RuleContentError(f"interview.toml: {rule.id} is on the short list but is no emergency")


def _check_lines(content: InterviewContent) -> None:
    groups = [group.id for group in (*content.signs, *content.lasting, *content.lately)]
    opened = {group for line in content.about for group in line.opens}
    by_age = {group for span in content.by_age for group in span.opens}
    for group in (*opened, *by_age):
        if group not in groups:
            raise RuleContentError(f"interview.toml: a line opens {group}, which is no group")
    for group, times in Counter(groups).items():
        if times != 1 or group not in opened:
            raise RuleContentError(f"interview.toml: {group} stands {times} times, or no line opens it")
    for name, times in Counter(line.id for line in content.about).items():
        if times != 1:
            raise RuleContentError(f"interview.toml: the line {name} stands {times} times")


def _check_oil(content: InterviewContent, rules: RuleBook) -> None:
    for question in content.oil:
        if question.fact not in rules.variables:
            raise RuleContentError(f"interview.toml: the oil question {question.id} stands for {question.fact}")
        if question.lasts and question.fact not in variables(rules.by_id[question.id].when):
            raise RuleContentError(f"interview.toml: {question.id} does not ask about {question.fact}")


def page(
    page_id: PageId,
    *,
    remembered: Remembered,
    now: datetime | None = None,
    rules: RuleBook | None = None,
    oil: str = "",
) -> Page:
    """One page, with what is remembered and holds ticked. Raises NotKnownError for a rule that nobody knows. `oil`: the
    one that is wished, for the page about it; without one, that page asks about every oil.
    """
    rules, content = rules or load_rules(), load_interview()
    text = content.page[page_id]
    known = standing(remembered, now, rules)
    ticked = {rule.id for rule in known}
    match page_id:
        case "emergency":
            short_list = tuple(
                replace(_choice(rule, rules, reason=True), label=content.short[rule.id])
                for rule in rules.rules
                if rule.short_list
            )
            return Page(
                page_id,
                text.title,
                text.lead,
                (Group("short_list", "", "", short_list),),
                remembered=tuple(_choice(rule, rules, ticked, reason=True) for rule in known),
                something_new=content.something_new if remembered.asked_on else "",
            )
        case "signs" | "lasting" | "lately":
            groups = tuple(
                Group(
                    entry.id,
                    entry.title,
                    entry.covers,
                    tuple(_choice(rules.by_id[member], rules, ticked, reason=True) for member in entry.members),
                )
                for entry in content.groups(page_id)
                if remembered.opened is None or entry.id in remembered.opened or ticked.intersection(entry.members)
            )
            return Page(page_id, text.title, text.lead, groups)
        case "about":
            quick = tuple(
                replace(_choice(rules.by_id[rule_id], rules, ticked, reason=True), label=label)
                for rule_id, label in content.quick.items()
            )
            return Page(page_id, text.title, text.lead, (Group("quick", "", "", quick),), lines=content.about)
        case "oil":
            asked = [question for question in content.oil if not oil or oil in question.oils]
            return Page(
                page_id,
                text.title,
                text.lead,
                (Group("oil", "", "", tuple(_oil(question, ticked) for question in asked)),),
            )
        case "where":
            choices = tuple(
                _where(rule, remembered, now, rules) for rule in known if places_of(rule) or asks_when(rule.id)
            )
            return Page(page_id, text.title, text.lead, (Group("places", "", "", choices),))


def standing(remembered: Remembered, now: datetime | None, rules: RuleBook) -> tuple[Rule, ...]:
    """What is remembered and holds at this moment, or will, if it is planned. Without a moment: all of it."""
    known = [known_rule(rule_id, rules) for rule_id in (*remembered.signs, *remembered.conditions)]
    if now is None:
        return tuple(known)
    happened = remembered.happened
    return tuple(
        rule
        for rule in known
        if rule.id not in happened or happened[rule.id].planned or is_in_force(rule, happened[rule.id], now, rules)
    )


def opened_by(lines: Iterable[LineId], age: Age) -> tuple[GroupId, ...]:
    """The groups behind these lines, and behind the age; where that is not known, behind any age."""
    content, ticked = load_interview(), set(lines)
    by_line = {group for line in content.about if line.id in ticked for group in line.opens}
    by_age = {
        group
        for span in content.by_age
        if not isinstance(age, int | float) or span.from_years <= age < span.below_years
        for group in span.opens
    }
    every = (*content.signs, *content.lasting, *content.lately)
    return tuple(group.id for group in every if group.id in by_line | by_age)


def _oil(question: OilQuestion, ticked: Iterable[RuleId]) -> Choice:
    known = question.id in ticked
    return Choice(rule=question.id, kind="condition", label=question.label, help=question.why, ticked=known)


def _choice(rule: Rule, rules: RuleBook, ticked: Iterable[RuleId] = (), *, reason: bool = False) -> Choice:
    return Choice(
        rule=rule.id,
        kind="sign" if rule.kind == "red_flag" else "condition",
        label=rule.question if rule.kind == "red_flag" else _label(rule),
        plainer=rule.plainer,
        help=rule.reason if reason else "",
        usual=has_usual(rule),
        details=tuple(Detail(name, rules.variables[name].text) for name in details_of(rule, rules)),
        ticked=rule.id in ticked,
    )


def _label(rule: Rule) -> str:
    """Where the name says within how many days, the label leaves that to the day that is told."""
    entry = load_timing().get(rule.id)
    return entry.label if entry is not None and entry.label else rule.name


def _where(rule: Rule, remembered: Remembered, now: datetime | None, rules: RuleBook) -> Choice:
    places = places_of(rule)
    place: Literal["none", "region", "side"] = "none" if not places else "side" if places <= SIDED else "region"
    entry, when = load_timing().get(rule.id), remembered.happened.get(rule.id)
    asks_on = when is not None and now is not None and asks_still(rule, when, now, rules)
    return Choice(
        rule=rule.id,
        kind="sign" if rule.kind == "red_flag" else "condition",
        label=_label(rule),
        asks=entry.asks if entry else "",
        ask=entry.ask if entry else "",
        still=entry.still if entry and asks_on else "",
        when=when,
        help=rule.reason,
        ticked=True,
        place=place,
        areas=remembered.areas_of.get(rule.id, ()),
    )


def known_rule(rule_id: RuleId, rules: RuleBook) -> Rule:
    if rule_id not in rules.by_id:
        raise NotKnownError("rule", rule_id, nearest_names(rule_id, list(rules.by_id)))
    return rules.by_id[rule_id]


def places_of(rule: Rule) -> frozenset[SafetyRegion]:
    """The places this rule speaks of that the person names; none for most rules."""
    return AREAS.intersection(place for effect in rule.effects for place in getattr(effect, "regions", ()))


def has_usual(rule: Rule) -> bool:
    """Whether the rule exempts a person's own diagnosed attack."""
    return SAME_AS_USUAL in variables(rule.when)


def details_of(rule: Rule, rules: RuleBook) -> tuple[Variable, ...]:
    """The signs among which one ticks where the usual attack is an exception. Numbers are not asked: they count as
    the worst.
    """
    return tuple(name for name in _usual_variables(rule) if rules.variables[name].kind == "yes_no")


def numbers_of(rule: Rule, rules: RuleBook) -> tuple[Variable, ...]:
    return tuple(name for name in _usual_variables(rule) if rules.variables[name].kind == "number")


def _usual_variables(rule: Rule) -> tuple[Variable, ...]:
    named = tuple(dict.fromkeys(variables(rule.when)))
    return tuple(name for name in named if name != SAME_AS_USUAL) if SAME_AS_USUAL in named else ()
