"""The plan of a trial, written before it begins, by the points that SPENT 2019 asks of a single-person trial.

Porcino and others, BMJ 2020; 368: m122. What is asked of institutions (committees, auditing, specimens) has no place in
self-care; one section says so.
"""

from __future__ import annotations

from unclench.trials.design import UNIT_WORDS, Design
from unclench.trials.finding import EARLY, SURE, SURE_OF_LITTLE, WORTHWHILE
from unclench.trials.planning import Plan
from unclench.trials.record import Trial
from unclench.trials.types import AttackPrior, Prior

Section = tuple[str, str]


def protocol(trial: Trial, plan: Plan | None = None) -> tuple[Section, ...]:
    """Headings with their text. It holds the hash of the coins, and not the coins. plan: what was said beforehand of
    the chance of an answer."""
    design = trial.schedule.design
    return (
        ("Question", _question(design)),
        ("Why on one person", _why(design)),
        ("Who takes part", _who(trial)),
        ("Design", _design(design)),
        ("What is compared", _compared(design)),
        ("Length", _length(trial)),
        ("How likely an answer is", chance_told(trial, plan)),
        ("What is measured", measured(design)),
        ("How the order is drawn", _drawn(trial)),
        ("Who knows", _blinding(design)),
        ("How it will be read", analysis(design)),
        ("Missing days, and what carries over", _missing(design)),
        ("Looking before the end", _early()),
        ("Safety and stopping", _safety()),
        ("Unwanted effects", _harms()),
        ("What is kept, and who sees it", _kept()),
        ("If the plan has to change", _changes()),
        ("Committees, registers and money", institutions()),
    )


def protocol_markdown(trial: Trial, plan: Plan | None = None) -> str:
    return as_markdown("Plan of a trial on one person", protocol(trial, plan))


def as_markdown(title: str, sections: tuple[Section, ...]) -> str:
    return f"# {title}\n\n" + "\n".join(f"## {heading}\n\n{text}\n" for heading, text in sections)


def _question(design: Design) -> str:
    if design.kind == "attacks":
        return f"Is pain lower after a session than after {design.comparator} of equal length, for this person?"
    return f"Does this person have fewer headache days with sessions than with {design.comparator}?"


def _why(design: Design) -> str:
    said = (
        "Studies say what happens on average; this asks about one person. A diary alone cannot answer: headaches come "
        "and go by themselves, and are worst when one begins."
    )
    if design.comparator == "nothing":
        return said
    return f"{said} {design.comparator.capitalize()} is the other arm, so that time and attention are the same in both."


def _who(trial: Trial) -> str:
    return (
        f"{trial.person or 'One person'}, at home, who answers the safety questions before sessions. What was "
        "diagnosed, what else is ill and which medicines are taken is added here by hand if others are to read this."
    )


def chance_told(trial: Trial, plan: Plan | None) -> str:
    """What the planner said of a trial of this length."""
    design = trial.schedule.design
    if plan is None:
        return (
            "One drawn day seldom answers for one person; “cannot tell yet” is to be expected."
            if design.kind == "start"
            else "Not worked out. `unclench trial plan` gives it."
        )
    length = design.units * {"weeks": 2.0, "days": 1 / 7, "attacks": 1.0, "start": 1.0}[design.kind]
    if plan.points_less is not None:
        effect = f"If pain after a session is {plan.points_less:g} points lower"
    else:
        effect = f"If sessions spare {(plan.fewer or 0) * 100:.0f} % of {plan.headache_days:g} headache days in 28"
    return (
        f"{effect}, the chance of the answer “helps” at the planned end is about {plan.chance(length) * 100:.0f} %. "
        "With a smaller effect it is smaller. The length was chosen for what can be kept up, and not for a certain "
        "answer."
    )


def _missing(design: Design) -> str:
    text = (
        "What is not entered is not filled in; it says nothing. Whoever leaves out days because of what the coin said "
    )
    text += "spoils the answer. "
    if design.kind == "attacks":
        return text + "Attacks are taken to be apart from each other."
    return text + (
        "A bad time that lasts is part of the model, and so is a slow trend. What a session does beyond its own "
        f"{'day' if design.kind == 'days' else 'week'} is counted for the days after and makes the difference smaller."
    )


def _harms() -> str:
    return "Whatever is unwelcome after a session is written down with its day, and stands in the report."


def _kept() -> str:
    return (
        "Diary and record stay on the person's own machine. Nobody else sees them unless the person hands them on; the "
        "report is theirs. After the end the person decides what to go on with."
    )


def _changes() -> str:
    return (
        "Length, comparator and the rules of reading are covered by the hash and do not change. What happens otherwise "
        "(illness, a journey, new medicine) is written into the report."
    )


def institutions() -> str:
    return (
        "This is self-care, not research on others: no committee has looked at it, it is in no register, nobody pays "
        "for it and nobody gains by its answer."
    )


def _design(design: Design) -> str:
    before = (
        f"{design.baseline_days} days before come first; they speak about the person's usual days, not the effect. "
    )
    kinds = {
        "weeks": f"{design.units} pairs of weeks. In each pair one week has a session every day, the other the "
        "comparator; a coin decides which comes first.",
        "days": f"{design.units} days. Each day a coin decides. This is for effects that are over by the next day.",
        "attacks": f"{design.units} attacks. In each a coin decides.",
        "start": f"{design.units} weeks, first with the comparator, then with sessions; the day on which sessions "
        f"begin is drawn from {design.latest_day - design.earliest_day + 1} days. This is for skills that do not wear "
        f"off.",
    }
    return ("" if design.kind == "attacks" or not design.baseline_days else before) + kinds[design.kind]


def _compared(design: Design) -> str:
    text = f"A session of {design.minutes} minutes, and {design.comparator} of the same length."
    if design.comparator == "nothing":
        text = (
            f"A session of {design.minutes} minutes, and nothing. This is weak: taking time, resting and hoping may "
            "do as much as the session, and this trial cannot tell them apart."
        )
    return text + " Medicine and everything else stay as they are; what changes anyway is written down."


def _length(trial: Trial) -> str:
    design = trial.schedule.design
    if trial.end is None:
        return f"It ends after {design.units} attacks, however long they take."
    return (
        f"The diary begins on {trial.first_day}, the drawn part on {trial.start}, and the last day is {trial.end}. "
        f"That is {design.units} {UNIT_WORDS[design.kind]}."
    )


def measured(design: Design) -> str:
    if design.kind == "attacks":
        return "Pain from 0 to 10, before and after. What is not said stays empty."
    return (
        "Whether the day had a headache, entered the same evening or the next day. What is not entered stays empty. "
        "The answer is the expected number of headache days in 28."
    )


def _drawn(trial: Trial) -> str:
    return (
        "Every coin is SHA-256 of a secret seed and the number of the coin, with even chances. The seed was drawn by "
        "the machine, lies in the record, where nobody looks, and is shown at the end; `unclench trial today` says "
        f"what one day brings and no more. This is the hash of design and seed: `{trial.schedule.commitment}`. At "
        f"the end anybody can check that no coin was changed."
    )


def _blinding(design: Design) -> str:
    return (
        f"The person knows whether it is a session or {design.comparator}. So the answer is about what the person "
        "reports, and hopes may be part of it."
    )


def analysis(design: Design) -> str:
    if design.kind == "attacks":
        prior = AttackPrior().effect
        return (
            f"A normal model of pain after, given pain before; the difference has the prior N({prior.mean:g}, "
            f"{prior.sd:g}²) points. {_rules('less pain', 'one point')}"
        )
    if design.kind == "start":
        return f"By the e-value alone: “helps” from {EARLY:g} on, otherwise “cannot tell yet”."
    prior = Prior().effect
    return (
        "A logistic model with a hidden state that carries over from day to day, by the arm that was drawn, whatever "
        f"was done. The effect has the prior N({prior.mean:g}, {prior.sd:g}²) on the logistic scale: large effects are "
        f"rare, harm is as likely as help. {_rules('fewer headache days', f'{WORTHWHILE:.0%}'.replace('%', ' %'))}"
    )


def _rules(better: str, little: str) -> str:
    return (
        f"At the planned end: “helps” if the chance of {better} is at least {SURE:g}; “makes it worse” if it is at "
        f"most {1 - SURE:g}; “no worthwhile effect” if the chance of a change below {little} is at least "
        f"{SURE_OF_LITTLE:g}; "
        "otherwise “cannot tell yet”."
    )


def _early() -> str:
    return (
        f"Looking is allowed at any time. Before the planned end, or after an extension, only an e-value of {EARLY:g} "
        f"or more, read after a complete unit, is an answer. It is wrong in at most one of twenty trials without an "
        "effect, however often one looks."
    )


def _safety() -> str:
    return (
        "The safety questions come before every session. The person may stop at any time and for any reason. A warning "
        "sign ends the session, and it is said what to do. This is self-care; it does not diagnose or treat."
    )
