"""What holds now and until when, what is still to come, and what is over: a list for the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from unclench.safety.rules import RuleBook, load_rules
from unclench.safety.screen import holding
from unclench.safety.timing import aged, changes, endings, is_in_force, resolved
from unclench.safety.types import Answers, Ends, Happened, RuleId

HoldingState = Literal["now", "to_come", "over"]


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that was told. `begins` is the first day of what is still to come."""

    rule: RuleId
    name: str
    reason: str
    state: HoldingState
    when: Happened | None = None
    begins: date | None = None
    ends: Ends | None = None


def holdings(answers: Answers, now: datetime, rules: RuleBook | None = None) -> tuple[Holding, ...]:
    """Everything named, in that order; then what follows from a date alone, such as a whiplash that grows old."""
    rules = rules or load_rules()
    happened = aged(answers.happened, now)
    ends = endings(answers, now, rules, lambda at: holding(at, rules))
    named = dict.fromkeys((*answers.symptoms, *answers.conditions, *happened))
    follows = [rule for rule in ends if rule not in named and not rules.by_id[rule].everyone]
    listed = []
    for rule_id in (*named, *follows):
        if rule_id not in happened and rule_id in answers.happened:
            continue  # planned, and its day has passed: it stands here as what it has become
        rule, when = rules.by_id[rule_id], happened.get(rule_id)
        state: HoldingState = "now"
        begins, until = None, ends.get(rule_id)
        if when is not None and not is_in_force(rule, when, now, rules):
            state = "over"
            if when.planned:
                state, (begins, until) = "to_come", _to_come(rule_id, answers, happened, now, rules)
        listed.append(Holding(rule_id, rule.name, rule.reason, state, when, begins, until))
    return tuple(listed)


def _to_come(
    rule_id: RuleId, answers: Answers, happened: Mapping[RuleId, Happened], now: datetime, rules: RuleBook
) -> tuple[date | None, Ends | None]:
    for moment in changes(happened, now, rules):
        at = moment + timedelta(seconds=1)
        if rule_id in holding(resolved(answers, at, rules), rules):
            later = endings(answers, at, rules, lambda then: holding(then, rules))
            return moment.date(), later.get(rule_id)
    return None, None
