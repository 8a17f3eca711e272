"""Verdicts, plans and reports."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from tests.trials.diaries import SEED, scheduled
from tests.trials.test_attacks import invented
from unclench.plain import to_plain
from unclench.trials.attacks import fit_attacks, monitor_attacks
from unclench.trials.design import Design, randomise
from unclench.trials.finding import Finding, Verdict, verdict, weeks_needed
from unclench.trials.fitting import fit
from unclench.trials.monitoring import Look, Monitoring, monitor
from unclench.trials.planning import Plan, PlanPoint
from unclench.trials.protocol import protocol, protocol_markdown
from unclench.trials.record import Trial
from unclench.trials.reporting import Report, report
from unclench.trials.simulate import World
from unclench.trials.types import MISSING, Diary, TrialError


@pytest.mark.parametrize(
    ("p_fewer", "p_little", "e", "complete", "answer"),
    [
        (0.975, 0.1, 1.0, True, "helps"),
        (0.974, 0.1, 1.0, True, "cannot tell yet"),
        (0.025, 0.1, 1.0, True, "makes it worse"),
        (0.6, 0.90, 1.0, True, "no worthwhile effect"),
        (0.6, 0.89, 1.0, True, "cannot tell yet"),
        (0.999, 0.1, 19.9, False, "cannot tell yet"),
        (0.001, 0.1, 1.0, False, "cannot tell yet"),
        (0.6, 0.95, 1.0, False, "cannot tell yet"),
        (0.9, 0.1, 20.0, False, "helps"),
        (0.9, 0.95, 20.0, True, "helps"),
        (0.02, 0.1, 20.0, True, "makes it worse"),
        (0.02, 0.1, 20.0, False, "helps"),
    ],
)
def test_the_verdict_follows_the_plan(
    p_fewer: float, p_little: float, e: float, complete: bool, answer: Verdict
) -> None:
    assert verdict(p_fewer, p_little, complete=complete, e_value=e) == answer


@cache
def told(*, effect: float = -1.5, pairs: int = 8, seed: int = 1) -> tuple[Trial, Diary, Finding, Monitoring]:
    diary, schedule = scheduled(Design(units=pairs), seed, World(effect=effect, missing=0.05))
    trial = Trial("unclench trial 1", "alice", date(2026, 1, 1), schedule)
    return trial, diary, fit(diary), monitor(diary, schedule)


def reported() -> Report:
    trial, diary, finding, monitoring = told()
    return report(trial, finding, monitoring, diary=diary)


def test_the_weeks_needed_grow_as_the_effect_shrinks() -> None:
    finding = told()[2]
    needed = []
    for mean in (-1.6, -1.2, -0.9):
        effect = replace(finding.effect, mean=mean)
        needed.append(weeks_needed(replace(finding, parameters=(effect, *finding.parameters[1:]))))
    weeks = [week for week in needed if week is not None]
    assert len(weeks) == 3
    assert weeks == sorted(weeks)
    none = replace(finding.effect, mean=-0.01)
    assert weeks_needed(replace(finding, parameters=(none, *finding.parameters[1:]))) is None


def test_the_report_holds_answer_result_and_coins() -> None:
    found = reported()
    text = found.markdown()
    trial = told()[0]
    assert found.verdict in {"helps", "cannot tell yet"}
    assert trial.schedule.commitment in text
    assert trial.schedule.seed in text
    assert "headache days without sessions" in text
    assert [picture.name for picture in found.pictures] == ["dots", "strip", "evidence"]
    assert all(picture.sentence in text for picture in found.pictures)


def test_odds_are_never_shown() -> None:
    assert not re.search(r"\bodds\b|logit", reported().markdown())


def test_the_report_is_json() -> None:
    plain = json.loads(json.dumps(to_plain(reported())))
    assert plain["verdict"] == reported().verdict


def test_an_extended_trial_answers_by_the_e_value_alone() -> None:
    trial, diary, finding, monitoring = told()
    sure = replace(finding, p_fewer=0.999)
    quiet = Monitoring((*monitoring.looks[:-1], replace(monitoring.looks[-1], e=3.0)))
    assert report(trial, sure, quiet, diary=diary).verdict == "helps"
    assert report(trial, sure, quiet, diary=diary, extended=True).verdict == "cannot tell yet"


def test_before_the_end_it_says_so_and_how_long_it_may_take() -> None:
    trial, diary, finding, monitoring = told()
    early = report(trial, finding, Monitoring(monitoring.looks[:3]), diary=diary)
    assert "The planned end has not been reached" in early.answer
    assert re.search(r"planned for about \d+ randomised weeks|a trial of two years", early.answer)


def test_an_early_answer_is_called_one() -> None:
    trial, diary, finding, monitoring = told()
    called = Monitoring((*monitoring.looks[:2], Look(2, 70, 25.0)))
    assert report(trial, finding, called, diary=diary).answer.endswith("This is an early answer.")


def test_a_drawn_start_never_answers_by_the_model() -> None:
    diary, schedule = scheduled(Design("start", 12), world=World(effect=-3))
    trial = Trial("unclench trial 1", "", date(2026, 1, 1), schedule)
    found = report(trial, replace(fit(diary), p_fewer=1.0), Monitoring((Look(0, 112, 2.0),)), diary=diary)
    assert found.verdict == "cannot tell yet"


def test_attacks_are_reported_in_points() -> None:
    schedule = randomise(Design("attacks", 40, baseline_days=0), SEED)
    attacks = invented(5, 40, -2.0)
    trial = Trial("unclench trial 1", "", date(2026, 1, 1), schedule)
    found = report(trial, fit_attacks(attacks), monitor_attacks(attacks))
    assert "points of 10" in found.markdown()
    assert [picture.name for picture in found.pictures] == ["dots", "evidence"]


def test_what_does_not_belong_together_is_refused() -> None:
    trial, _, _, monitoring = told()
    with pytest.raises(TrialError):
        report(trial, fit_attacks(invented(5, 40, -2.0)), monitoring)


SPENT = {
    "objectives": "Question",
    "background and rationale": "Why on one person",
    "setting, eligibility": "Who takes part",
    "trial design, periods, run-in": "Design",
    "interventions, comparators, concomitant care": "What is compared",
    "timeline": "Length",
    "sample size": "How likely an answer is",
    "outcomes, data collection": "What is measured",
    "allocation: sequence, concealment, implementation": "How the order is drawn",
    "blinding": "Who knows",
    "statistical methods": "How it will be read",
    "missing data, carry-over, correlation within a person": "Missing days, and what carries over",
    "interim analyses": "Looking before the end",
    "discontinuing, safety": "Safety and stopping",
    "harms": "Unwanted effects",
    "data management, confidentiality, access, afterwards": "What is kept, and who sees it",
    "amendments": "If the plan has to change",
    "ethics, registration, funding, interests": "Committees, registers and money",
}
"""What SPENT 2019 asks for, in short, and where it stands."""


@pytest.mark.parametrize(
    "design", [Design(), Design("days", 30), Design("attacks", 30), Design("start", 12)], ids=lambda design: design.kind
)
def test_the_plan_holds_the_hash_and_not_the_coins(design: Design) -> None:
    trial = Trial("unclench trial 1", "alice", date(2026, 1, 1), randomise(design, SEED))
    text = protocol_markdown(trial)
    assert trial.schedule.commitment in text
    assert SEED not in text
    assert [heading for heading, _ in protocol(trial)] == list(SPENT.values())
    assert all(words for _, words in protocol(trial))


def test_a_plan_against_nothing_says_that_it_is_weak() -> None:
    trial = Trial("unclench trial 1", "", date(2026, 1, 1), randomise(Design(comparator="nothing"), SEED))
    assert "This is weak" in protocol_markdown(trial)


def test_the_plan_names_the_rules_that_the_verdict_follows() -> None:
    text = protocol_markdown(told()[0])
    for number in ("0.975", "0.025", "0.9", "30 %", "20 or more"):
        assert number in text


def test_before_the_end_the_seed_stays_secret() -> None:
    trial, diary, finding, monitoring = told()
    text = report(trial, finding, Monitoring(monitoring.looks[:3]), diary=diary).markdown()
    assert trial.schedule.seed not in text
    assert "The seed is shown at the end" in text


def test_the_weeks_of_the_report_are_those_of_the_diary() -> None:
    trial, diary, _, _ = told()
    sections = dict(reported().sections)
    rows = [line.split("|")[1:-1] for line in sections["Week by week"].splitlines()[4:]]
    assert [row[0].strip() for row in rows] == [f"{n} before" for n in (4, 3, 2, 1)] + [str(n) for n in range(1, 17)]
    for place, arm in enumerate((-1, 0, 1), 1):
        told_days = [cell.strip().split(" of ") for cell in (row[place] for row in rows) if cell.strip()]
        entered = (diary.arm == arm) & (diary.y != MISSING)
        assert sum(int(days) for _, days in told_days) == entered.sum()
        assert sum(int(headaches) for headaches, _ in told_days) == (entered & (diary.y > 0)).sum()
    assert trial.schedule.design.comparator in sections["Week by week"]


def test_too_little_is_called_too_early() -> None:
    trial, diary, finding, monitoring = told()
    unsure = replace(finding, parameters=(replace(finding.effect, sd=0.98), *finding.parameters[1:]))
    early = report(trial, unsure, Monitoring(monitoring.looks[:1]), diary=diary)
    assert "too early to say" in early.answer


def test_what_went_otherwise_is_told() -> None:
    trial, diary, finding, monitoring = told()
    found = report(trial, finding, monitoring, diary=diary, harms="A sore neck.", changes="A cold in May.")
    assert dict(found.sections)["Unwanted effects"] == "A sore neck."
    assert dict(found.sections)["What was otherwise than planned"] == "A cold in May."


CENT = {
    "design, sample size, plan": "The person and the plan",
    "dates, why it ended": "From when to when",
    "outcomes": "What was measured",
    "statistical methods": "How it was read",
    "changes after commencement": "What was otherwise than planned",
    "periods completed, losses, numbers analysed": "What was entered",
    "outcomes for each period": "Week by week",
    "estimate and precision": "Result",
    "sequence generation, full sequence, concealment": "The coins",
    "harms": "Unwanted effects",
    "limitations, generalisability": "What this cannot say",
    "ethics, registration, funding": "Committees, registers and money",
}
"""What CENT 2015 asks for, in short, and where it stands."""


def test_the_report_has_a_place_for_what_cent_asks() -> None:
    assert [heading for heading, _ in reported().sections] == list(CENT.values())
    assert all(text for _, text in reported().sections)


def test_the_plan_says_how_likely_an_answer_is() -> None:
    trial = told()[0]
    plan = Plan(
        "weeks", 9.4, 0.5, None, "at the planned end", "weeks", (PlanPoint(8, 0.2, 0.0), PlanPoint(24, 0.6, 0.0))
    )
    text = dict(protocol(trial, plan))["How likely an answer is"]
    assert text.startswith("If sessions spare 50 % of 9.4 headache days in 28, the chance of the answer “helps”")
    assert "about 40 %" in text
