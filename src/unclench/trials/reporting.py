"""What a trial found, by the points that CENT 2015 asks of a report on one person: as data, and as Markdown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unclench.trials.attacks import AttackFinding
from unclench.trials.design import UNIT_WORDS
from unclench.trials.finding import Finding, Verdict, verdict, weeks_needed
from unclench.trials.monitoring import Monitoring
from unclench.trials.pictures import Picture, draw_dots, draw_evidence, draw_strip
from unclench.trials.pictures.svg import number, percent
from unclench.trials.posterior import ROUGH
from unclench.trials.protocol import Section, as_markdown
from unclench.trials.record import Trial
from unclench.trials.types import MISSING, Diary, TrialError


@dataclass(frozen=True, slots=True)
class Report:
    """`answer` is the verdict in a sentence. Pictures carry their own sentences and tables."""

    person: str
    verdict: Verdict
    answer: str
    e_value: float
    weeks_likely: int | None
    """Randomised weeks in all after which an answer is likely; None where there is one, or where it is over two
    years."""
    sections: tuple[Section, ...]
    pictures: tuple[Picture, ...]

    def markdown(self) -> str:
        """With the pictures by the names of their files, `dots.svg` and so on."""
        drawn = "\n".join(
            f"## {one.title}\n\n![{one.sentence}]({one.name}.svg)\n\n{one.sentence}\n\n{one.markdown_table()}\n"
            for one in self.pictures
        )
        return as_markdown("What the trial found", (("Answer", self.answer), *self.sections)) + "\n" + drawn


def report(
    trial: Trial,
    finding: Finding | AttackFinding,
    monitoring: Monitoring,
    *,
    diary: Diary | None = None,
    extended: bool = False,
    harms: str = "",
) -> Report:
    """The report of a trial as it stands.

    diary: needed for trials by days; `extended`: it went on after its planned end, so that only the e-value answers;
    harms: unwanted effects, in the person's words. Raises TrialError if finding and design do not belong together.
    """
    design = trial.schedule.design
    if (design.kind == "attacks") != isinstance(finding, AttackFinding) or (
        diary is None and not isinstance(finding, AttackFinding)
    ):
        raise TrialError("The finding, the diary and the design are not of the same kind of trial.")
    complete = len(monitoring.looks) >= len(trial.schedule.coins) and not extended and design.kind != "start"
    if isinstance(finding, AttackFinding):
        better, little, weeks = finding.p_less, finding.p_little, None
    else:
        better, little, weeks = finding.p_fewer, finding.p_little, weeks_needed(finding)
    answer = verdict(better, little, complete=complete, e_value=monitoring.highest)
    if answer != "cannot tell yet":
        weeks = None
    sections = (
        ("The person and the plan", _plan(trial, extended=extended)),
        ("What was entered", _entered(trial, finding, monitoring, diary)),
        ("Result", _result(finding)),
        ("The coins", _coins(trial, monitoring)),
        ("Unwanted effects", harms or "None were given."),
        ("What this cannot say", _limits(trial, finding)),
    )
    return Report(
        person=trial.person,
        verdict=answer,
        answer=_answer(answer, finding, complete=complete, weeks=weeks, early=monitoring.called is not None),
        e_value=monitoring.e,
        weeks_likely=weeks,
        sections=sections,
        pictures=_pictures(trial, finding, monitoring, diary),
    )


def _answer(
    answer: Verdict, finding: Finding | AttackFinding, *, complete: bool, weeks: int | None, early: bool
) -> str:
    what = "less pain after a session" if isinstance(finding, AttackFinding) else "fewer headache days with sessions"
    little = "one point" if isinstance(finding, AttackFinding) else "30 %"
    said = {
        "helps": f"It helps: {what}, as reported by this person."
        + (" This is an early answer." if early and not complete else ""),
        "makes it worse": "It makes it worse, as reported by this person. Better stop these sessions.",
        "no worthwhile effect": f"No worthwhile effect: the change is very likely below {little}.",
        "cannot tell yet": "Cannot tell yet.",
    }[answer]
    if answer == "cannot tell yet":
        if not complete:
            said += " The planned end has not been reached."
        if isinstance(finding, Finding):
            said += (
                f" If the effect is as it looks now, an answer is likely after about {weeks} randomised weeks in all."
                if weeks
                else " If the effect is as it looks now, an answer would likely take more than two years."
            )
    return said


def _plan(trial: Trial, *, extended: bool) -> str:
    design = trial.schedule.design
    who = f"Person: {trial.person}. " if trial.person else ""
    compared = f"sessions of {design.minutes} minutes against {design.comparator}"
    return (
        f"{who}{design.units} {UNIT_WORDS[design.kind]}, {compared}, in an order drawn by coins. "
        "The plan was fixed before the start."
        + (" It went on after its planned end, so that only the e-value can answer." if extended else "")
    )


def _entered(trial: Trial, finding: Finding | AttackFinding, monitoring: Monitoring, diary: Diary | None) -> str:
    words = UNIT_WORDS[trial.schedule.design.kind]
    units = f"{len(monitoring.looks)} of {len(trial.schedule.coins)} {words} are complete."
    if isinstance(finding, AttackFinding):
        known = f"{finding.sessions} attacks with a session, {finding.comparators} without"
        return f"{units} Pain afterwards is known of {known}."
    assert diary is not None
    shares = []
    for name, arm in (("session", 1), ("comparator", 0)):
        days = diary.arm == arm
        shares.append(f"{int((days & (diary.y == MISSING)).sum())} of {int(days.sum())} {name} days were not entered")
    entered = f"{finding.days_entered} of {finding.days_randomised} randomised days were entered"
    return f"{units} {entered}; {'; '.join(shares)}."


def _result(finding: Finding | AttackFinding) -> str:
    if isinstance(finding, AttackFinding):
        return (
            f"Pain after a session compared with the other: {number(finding.change)} points of 10 "
            f"(95 % between {number(finding.low)} and {number(finding.high)}). "
            f"Chance of less pain {percent(finding.p_less)}, of at least one point less {percent(finding.p_1_less)}, "
            f"of at least two {percent(finding.p_2_less)}."
        )
    return (
        f"In 28 days like those of the trial: {number(finding.without)} headache days without sessions, "
        f"{number(finding.with_sessions)} with them; a change of {number(finding.change)} "
        f"(95 % between {number(finding.low)} and {number(finding.high)}). "
        f"Chance of fewer {percent(finding.p_fewer)}, of at least 30 % fewer {percent(finding.p_30_fewer)}, "
        f"of at least half {percent(finding.p_50_fewer)}."
    )


def _coins(trial: Trial, monitoring: Monitoring) -> str:
    return (
        f"Shown before the start: `{trial.schedule.commitment}`. Seed: `{trial.schedule.seed}`. Every coin follows "
        f"from the seed. From the coins alone the e-value is {monitoring.e:.3g}; at its highest it was "
        f"{monitoring.highest:.3g}."
    )


def _limits(trial: Trial, finding: Finding | AttackFinding) -> str:
    said = [
        "It is about this person only.",
        "The person knew what was what, so hopes may be part of the effect.",
        "It takes for granted that days stand under the arm that was drawn, and that none is missing because of it.",
    ]
    if trial.schedule.design.comparator == "nothing":
        said.append("Against nothing, rest and attention may be the whole effect.")
    if trial.schedule.design.kind == "start":
        said.append("One drawn day alone can seldom tell a session from time passing.")
    if isinstance(finding, Finding) and finding.edge > ROUGH:
        said.append("The calculation reached the rim of what it looks at, so its figures are rough.")
    return " ".join(said)


def _pictures(
    trial: Trial, finding: Finding | AttackFinding, monitoring: Monitoring, diary: Diary | None
) -> tuple[Picture, ...]:
    better = finding.p_less if isinstance(finding, AttackFinding) else finding.p_fewer
    drawn = [
        draw_dots(
            finding.dots,
            mean=finding.change,
            low=finding.low,
            high=finding.high,
            chance_less=better,
            unit="points" if isinstance(finding, AttackFinding) else "days",
        )
    ]
    if diary is not None and np.any(diary.y != MISSING):
        drawn.append(draw_strip(diary, comparator=trial.schedule.design.comparator))
    unit = "draws" if trial.schedule.design.kind == "start" else UNIT_WORDS[trial.schedule.design.kind]
    drawn.append(draw_evidence(monitoring, unit=unit))
    return tuple(drawn)
