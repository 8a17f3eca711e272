"""The plan of a trial, written before it begins, by the points that SPENT 2019 asks of a single-person trial."""

from __future__ import annotations

from unclench.trials.design import UNIT_WORDS, Design
from unclench.trials.finding import EARLY, SURE, SURE_OF_LITTLE, WORTHWHILE
from unclench.trials.record import Trial
from unclench.trials.types import AttackPrior, Prior

Section = tuple[str, str]


def protocol(trial: Trial) -> tuple[Section, ...]:
    """Headings with their text. It holds the hash of the coins, and not the coins."""
    design = trial.schedule.design
    return (
        ("Question", _question(design)),
        ("Design", _design(design)),
        ("What is compared", _compared(design)),
        ("Length", _length(trial)),
        ("What is measured", _measured(design)),
        ("How the order is drawn", _drawn(trial)),
        ("Who knows", _blinding(design)),
        ("How it will be read", _analysis(design)),
        ("Looking before the end", _early()),
        ("Safety and stopping", _safety()),
    )


def protocol_markdown(trial: Trial) -> str:
    return as_markdown("Plan of a trial on one person", protocol(trial))


def as_markdown(title: str, sections: tuple[Section, ...]) -> str:
    return f"# {title}\n\n" + "\n".join(f"## {heading}\n\n{text}\n" for heading, text in sections)


def _question(design: Design) -> str:
    if design.kind == "attacks":
        return f"Is pain lower after a session than after {design.comparator} of equal length, for this person?"
    return f"Does this person have fewer headache days with sessions than with {design.comparator}?"


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


def _measured(design: Design) -> str:
    if design.kind == "attacks":
        return "Pain from 0 to 10, before and after. What is not said stays empty."
    return (
        "Whether the day had a headache, entered the same evening or the next day. What is not entered stays empty. "
        "The answer is the expected number of headache days in 28."
    )


def _drawn(trial: Trial) -> str:
    return (
        "Every coin is SHA-256 of a secret seed and the number of the coin, with even chances. The seed was drawn by "
        f"the machine and is shown at the end. This is the hash of design and seed: `{trial.schedule.commitment}`. At "
        f"the end anybody can check that no coin was changed."
    )


def _blinding(design: Design) -> str:
    return (
        f"The person knows whether it is a session or {design.comparator}. So the answer is about what the person "
        "reports, and hopes may be part of it."
    )


def _analysis(design: Design) -> str:
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
        f"was done. The effect has the prior N({prior.mean:g}, {prior.sd:g}²) on the logit scale: large effects are "
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
