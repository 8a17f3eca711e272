"""What applies to a person, as it is read: what changes, why, until when, on whose word, with its sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from unclench.atlas.types import Source
from unclench.composer import telling
from unclench.safety import load_rules
from unclench.safety.citations import cited
from unclench.safety.effect_words import what_changes
from unclench.safety.types import Clearance, Finding, RuleId, Until
from unclench.safety.when_words import doctor_words, until_words
from unclench.wording import capital


@dataclass(frozen=True, slots=True)
class FindingLine:
    rule: RuleId
    name: str
    reason: str
    changes: tuple[str, ...]
    until: tuple[str, ...]
    advice: tuple[str, ...]
    waits: bool
    """A doctor's yes can be recorded."""
    sources: tuple[Source, ...]


def finding_lines(clearance: Clearance, now: datetime) -> tuple[FindingLine, ...]:
    """What a doctor should see comes first."""
    lines = [_line(finding, clearance, now) for finding in clearance.findings if not finding.everyone]
    return tuple(sorted(lines, key=lambda line: not line.advice))


def _line(finding: Finding, clearance: Clearance, now: datetime) -> FindingLine:
    return FindingLine(
        rule=finding.rule,
        name=finding.name,
        reason=finding.reason,
        changes=what_changes(finding, clearance),
        until=_until(finding, now),
        advice=telling.advice(finding),
        waits=finding.waits and _may_be_opened(finding.rule),
        sources=cited(finding.sources),
    )


def _may_be_opened(rule: RuleId) -> bool:
    """By a doctor's yes to the rule. What follows from earlier sessions ends under What holds now."""
    known = load_rules().by_id.get(rule)
    return known is not None and not known.never_lifts


def _until(finding: Finding, now: datetime) -> tuple[str, ...]:
    """Until when it holds, each in a sentence."""
    lines = []
    if finding.ends:
        lines = [_sentence(until_words(finding.ends, now)), finding.ends.then]
    else:
        lines = [_sentence(f"until {effect.text}") for effect in finding.effects if isinstance(effect, Until)]
    if finding.urgency:
        lines.append("Until a doctor has looked and you take it back under What holds now.")
    if finding.doctor_yes_ends:
        lines.append(_sentence(doctor_words(finding.doctor_yes_ends, now.date())))
    return tuple(line for line in lines if line)


def _sentence(text: str) -> str:
    return f"{capital(text)}."
