"""What a trial found, by the points that CENT 2015 asks of a report on one person: as data, and as Markdown.

Vohra and others, BMJ 2015; 350: h1738.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from unclench.trials.attacks import AttackFinding
from unclench.trials.design import UNIT_WORDS, WEEK_DAYS
from unclench.trials.finding import Finding, Verdict, verdict, weeks_needed
from unclench.trials.monitoring import Monitoring
from unclench.trials.pictures import Picture, draw_dots, draw_evidence, draw_strip
from unclench.trials.pictures.svg import number, percent
from unclench.trials.posterior import ROUGH
from unclench.trials.protocol import Section, analysis, as_markdown, institutions, measured
from unclench.trials.record import Trial
from unclench.trials.types import COMPARATOR, MISSING, NOT_RANDOMISED, SESSION, Diary, TrialError

MOST_ENTERED = 0.8
STILL_OPEN = 0.95
"""Of the prior's sd: while the effect's is larger, the diary has said next to nothing."""


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
        return as_markdown("What a trial on one person found", (("Answer", self.answer), *self.sections)) + "\n" + drawn


def report(
    trial: Trial,
    finding: Finding | AttackFinding,
    monitoring: Monitoring,
    *,
    diary: Diary | None = None,
    extended: bool = False,
    harms: str = "",
    changes: str = "",
) -> Report:
    """The report of a trial as it stands.

    diary: needed for trials by days; `extended`: it went on after its planned end, so that only the e-value answers;
    harms, changes: unwanted effects, and what went otherwise than planned, in the person's words. Raises TrialError if
    finding and design do not belong together.
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
    over = len(monitoring.looks) >= len(trial.schedule.coins)
    sections = (
        ("The person and the plan", _plan(trial, extended=extended)),
        ("From when to when", _dates(trial, diary, over=over)),
        ("What was measured", measured(design)),
        ("How it was read", analysis(design)),
        ("What was otherwise than planned", changes or "Nothing was given."),
        ("What was entered", _entered(trial, finding, monitoring, diary)),
        *(() if diary is None else (("Week by week", _weeks(diary, design.comparator)),)),
        ("Result", _result(finding)),
        ("The coins", _coins(trial, monitoring, over=over)),
        ("Unwanted effects", harms or "None were given."),
        ("What this cannot say", _limits(trial, finding)),
        ("Committees, registers and money", institutions()),
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
            said += _ahead(finding, weeks)
    return said


def _ahead(finding: Finding, weeks: int | None) -> str:
    if finding.effect.sd >= STILL_OPEN * finding.prior_effect.sd:
        return " It is too early to say how long an answer will take."
    if weeks is None:
        return " If the effect is as it looks now, even a trial of two years would likely not answer."
    return f" If the effect is as it looks now, a trial planned for about {weeks} randomised weeks would likely answer."


def _plan(trial: Trial, *, extended: bool) -> str:
    design = trial.schedule.design
    who = f"Person: {trial.person}. " if trial.person else ""
    compared = f"sessions of {design.minutes} minutes against {design.comparator}"
    return (
        f"{who}{design.units} {UNIT_WORDS[design.kind]}, {compared}, in an order drawn by coins. "
        "The plan was fixed before the start."
        + (" It went on after its planned end, so that only the e-value can answer." if extended else "")
    )


def _dates(trial: Trial, diary: Diary | None, *, over: bool) -> str:
    if diary is None:
        return "It ended as planned." if over else "It has not ended yet."
    last = trial.first_day + timedelta(days=diary.days - 1)
    return f"The diary began on {trial.first_day}, the drawn part on {trial.start}; the last day read is {last}. " + (
        "It ended as planned." if over else f"The planned end is {trial.end}."
    )


def _weeks(diary: Diary, comparator: str) -> str:
    """A table: how many headache days of how many entered, for each arm in each week."""
    rows = [f"| week | before | {comparator} | session |", "| --- | --- | --- | --- |"]
    start = int(np.argmax(diary.randomised)) if diary.randomised.any() else diary.days
    first = -(-start // WEEK_DAYS)
    for week in range(-first, -(-(diary.days - start) // WEEK_DAYS)):
        days = slice(max(start + WEEK_DAYS * week, 0), start + WEEK_DAYS * (week + 1))
        arm, y = diary.arm[days], diary.y[days]
        cells = []
        for kind in (NOT_RANDOMISED, COMPARATOR, SESSION):
            entered = (arm == kind) & (y != MISSING)
            cells.append(f"{int((entered & (y > 0)).sum())} of {int(entered.sum())}" if (arm == kind).any() else "")
        rows.append(f"| {f'{-week} before' if week < 0 else week + 1} | {' | '.join(cells)} |")
    return "Headache days of days entered.\n\n" + "\n".join(rows)


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
        shares.append(f"{int((days & (diary.y == MISSING)).sum())} of {int(days.sum())} {name} days were not")
    entered = f"{finding.days_entered} of {finding.days_randomised} randomised days were entered"
    before = diary.arm == NOT_RANDOMISED
    known = before & (diary.y != MISSING)
    told = f" Before the start {int((known & (diary.y > 0)).sum())} of {int(known.sum())} entered days had a headache."
    return f"{units} {entered}; {'; '.join(shares)}.{told if before.any() else ''}"


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


def _coins(trial: Trial, monitoring: Monitoring, *, over: bool) -> str:
    """The seed would tell the coins that are still to come; so it is shown when there are none."""
    schedule = trial.schedule
    drawn = schedule.coins if over else schedule.coins[: len(monitoring.looks)]
    if schedule.design.kind == "start":
        order = (
            f" Sessions were drawn to begin on day {schedule.arms.index(SESSION) + 1} of the drawn part."
            if over
            else ""
        )
    else:
        arms = "".join("S" if arm == SESSION else "C" for coin in drawn for arm in coin.arms)
        order = f" The order so far, S a session and C the comparator: {arms}." if arms else ""
    seed = f"Seed: `{schedule.seed}`. Every coin follows from it." if over else "The seed is shown at the end."
    return (
        f"Shown before the start: `{schedule.commitment}`. {seed}{order} From the coins alone the e-value is "
        f"{monitoring.e:.3g}; at its highest it was {monitoring.highest:.3g}."
    )


def _limits(trial: Trial, finding: Finding | AttackFinding) -> str:
    said = [
        "It is about this person only.",
        "The person knew what was what, so hopes may be part of the effect.",
        "It takes for granted that days stand under the arm that was drawn, and that none is missing because of it.",
    ]
    if trial.schedule.design.comparator == "nothing":
        said.append("Against nothing, rest and attention may be the whole effect.")
    if isinstance(finding, Finding) and finding.days_entered < MOST_ENTERED * finding.days_randomised:
        said.append("More than a fifth of the days was not entered; if those were other days, the answer may be wrong.")
    if trial.schedule.design.kind == "start":
        said.append("One drawn day alone can seldom tell a session from time passing.")
    if isinstance(finding, Finding) and finding.edge > ROUGH:
        said.append("The calculation reached the rim of what it looks at, so its figures are rough.")
    return " ".join(said)


def _pictures(
    trial: Trial, finding: Finding | AttackFinding, monitoring: Monitoring, diary: Diary | None
) -> tuple[Picture, ...]:
    design = trial.schedule.design
    better = finding.p_less if isinstance(finding, AttackFinding) else finding.p_fewer
    drawn = [
        draw_dots(
            finding.dots,
            mean=finding.change,
            low=finding.low,
            high=finding.high,
            chance_less=better,
            unit="points" if isinstance(finding, AttackFinding) else "days",
            comparator="no session" if design.comparator == "nothing" else design.comparator,
        )
    ]
    if diary is not None and np.any(diary.y != MISSING):
        drawn.append(draw_strip(diary, comparator=design.comparator))
    unit = "draws" if design.kind == "start" else UNIT_WORDS[design.kind]
    drawn.append(draw_evidence(monitoring, unit=unit))
    return tuple(drawn)
