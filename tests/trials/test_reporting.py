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
from unclench.trials.protocol import protocol, protocol_markdown
from unclench.trials.record import Trial
from unclench.trials.reporting import Report, report
from unclench.trials.simulate import World
from unclench.trials.types import Diary, TrialError


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
    assert re.search(r"after about \d+ randomised weeks in all|more than two years", early.answer)


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


@pytest.mark.parametrize(
    "design", [Design(), Design("days", 30), Design("attacks", 30), Design("start", 12)], ids=lambda design: design.kind
)
def test_the_plan_holds_the_hash_and_not_the_coins(design: Design) -> None:
    trial = Trial("unclench trial 1", "alice", date(2026, 1, 1), randomise(design, SEED))
    text = protocol_markdown(trial)
    assert trial.schedule.commitment in text
    assert SEED not in text
    assert [heading for heading, _ in protocol(trial)][:3] == ["Question", "Design", "What is compared"]


def test_a_plan_against_nothing_says_that_it_is_weak() -> None:
    trial = Trial("unclench trial 1", "", date(2026, 1, 1), randomise(Design(comparator="nothing"), SEED))
    assert "This is weak" in protocol_markdown(trial)


def test_the_plan_names_the_rules_that_the_verdict_follows() -> None:
    text = protocol_markdown(told()[0])
    for number in ("0.975", "0.025", "0.9", "30 %", "20 or more"):
        assert number in text
