"""Every rule with every other: the least that makes both hold, judged by both transcriptions and against each alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations

from tests.safety.campaign import OURS, Person, differences, product
from unclench.safety import Clearance, load_rules
from unclench.safety.expression import All, Any, Compare, Expression, Lacks, Said
from unclench.safety.types import Answer, RuleId

BELOW = 0.5


def pairs() -> Iterator[tuple[RuleId, RuleId]]:
    """All of them, each once; rules that hold for everyone are part of every one."""
    return combinations([rule.id for rule in load_rules().rules if not rule.everyone and rule.id not in OURS], 2)


@cache
def least(rule: RuleId) -> Mapping[str, Answer]:
    """Answers that make this rule hold, and as few as possible: of alternatives the first."""
    return _answers(load_rules().by_id[rule].when)


def _answers(expression: Expression) -> dict[str, Answer]:
    match expression:
        case Said(variable):
            return {variable: "yes"}
        case Compare(variable, operator, bound):
            least_of = load_rules().variables[variable].least
            if operator in ("<", "<="):
                return {variable: max(least_of, bound - BELOW)}
            return {variable: bound + BELOW if operator == ">" else bound}
        case All(parts):
            joined: dict[str, Answer] = {}
            for part in parts:
                joined = together(joined, _answers(part))
            return joined
        case Any(parts):
            return _answers(parts[0])
        case Lacks():
            return {}
        case _:
            raise ValueError(f"holds for everyone: {expression}")


def together(one: Mapping[str, Answer], other: Mapping[str, Answer]) -> dict[str, Answer]:
    """Both answers; two numbers for one thing leave it open which."""
    joined = dict(one)
    for name, answer in other.items():
        joined[name] = answer if joined.get(name, answer) == answer else "unsure"
    return joined


def person(*rules: RuleId) -> Person:
    facts: dict[str, Answer] = {}
    for rule in rules:
        facts = together(facts, least(rule))
    return Person(facts, (), "self", first=False)


@cache
def alone(rule: RuleId) -> Clearance:
    return product(person(rule))


def wrong(one: RuleId, other: RuleId) -> list[str]:
    """What is wrong with this pair, in plain words."""
    both = person(one, other)
    found = differences(both)
    clearance = product(both)
    missing = {one, other} - {finding.rule for finding in clearance.findings}
    if missing:
        found.append(f"do not hold: {sorted(missing)}")
    for rule in (one, other):
        found += [f"more than {rule} alone: {what}" for what in more_allowed(clearance, alone(rule))]
    return found


_VERDICTS = ("clear", "adapted", "see_doctor", "emergency")
_MINDS = ("none", "breath_and_rest", "all")


def more_allowed(further: Clearance, than: Clearance) -> list[str]:
    """What the further clearance allows that the other does not."""
    found: list[str] = []

    def require(what: str, holds: bool) -> None:
        if not holds:
            found.append(what)

    require("verdict", _VERDICTS.index(further.verdict) >= _VERDICTS.index(than.verdict))
    require("crisis", further.crisis >= than.crisis)
    require("hands", further.hands_on <= than.hands_on)
    require("mind", _MINDS.index(further.mind) <= _MINDS.index(than.mind))
    require("information", further.information_only >= than.information_only)
    require("blocks", _spots(further) >= _spots(than))
    levels = {cap.region: cap.level for cap in than.caps}
    require("caps", all(cap.level <= levels[cap.region] for cap in further.caps))
    require("classes", _classes(further) >= _classes(than))
    require("practices", further.forbidden_practices.keys() >= than.forbidden_practices.keys())
    require("points", further.blocked_points.keys() >= than.blocked_points.keys())
    require("positions", further.forbidden_positions.keys() >= than.forbidden_positions.keys())
    require("minutes", further.hands_on_limit_s <= than.hands_on_limit_s)
    longest = further.technique_limit_s
    require("minutes of a class", all(longest.get(n, 10**6) <= s for n, s in than.technique_limit_s.items()))
    require("hold", further.hold_limit_s <= than.hold_limit_s)
    require("head hold", further.head_weight_hold_limit_s <= than.head_weight_hold_limit_s)
    require("neck", further.neck_limit_s <= than.neck_limit_s)
    require("firm neck", further.neck_firm_limit_s <= than.neck_firm_limit_s)
    require("pain", further.pain_limit <= than.pain_limit)
    allowed = {use.oil for use in than.oils if use.allowed} | {u.oil for u in further.oils} - {u.oil for u in than.oils}
    require("oils", {use.oil for use in further.oils if use.allowed} <= allowed)
    return found


def _spots(clearance: Clearance) -> set[tuple[str, str]]:
    return {(block.region, block.side) for block in clearance.blocks}


def _classes(clearance: Clearance) -> set[tuple[str, str | None]]:
    return {(entry.technique_class, entry.region) for entry in clearance.forbidden}
