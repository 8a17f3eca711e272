"""Takings as a person might have them: the same every time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from unclench.measures import Run, load_measures
from unclench.measures.reaction import TASKS, Trial
from unclench.web.accounts.models import Person
from unclench.web.measures.keeping import Around, Said, keep
from unclench.web.measures.models import Taking
from unclench.web.moment import Moment

MEASURES = load_measures()


def run(task: str = "reaction_90", middle_ms: float = 290, seed: int = 1, **more: Any) -> Run:
    """A whole run in which nothing went wrong."""
    random = Random(f"{task} {seed}")
    found = TASKS[task]
    shortest, longest = found.wait_ms
    trials: list[Trial] = []
    spent = 0.0
    while spent < found.lasts_s * 1_000:
        trials.append(Trial(random.uniform(shortest, longest), middle_ms * random.lognormvariate(0, 0.15)))
        spent += trials[-1].wait_ms + (trials[-1].answer_ms or 0)
    return replace(Run(found.id, "key", "finished", spent + 20, 16.7, tuple(trials)), **more)


def take(person: Person, measure: str, said: Said, moment: Moment, around: Around | None = None) -> Taking:
    return keep(person, MEASURES[measure], said, moment, around=around or Around())


def write(person: Person, times: int, now: Moment) -> Taking:
    """Each kind of measure so many times, a fortnight apart, the newest today; the newest of the ratings."""
    random = Random(8)
    newest: Taking | None = None
    for number in range(times):
        moment = Moment(now.at - timedelta(days=14 * (times - 1 - number), minutes=5), now.zone)
        better = number / max(times - 1, 1)
        low = [random.randint(0, 2) for _ in range(9)]
        steps = float(min(round(1 + 2 * better) + low[0] % 2, 4))
        body = {item.id: steps for item in MEASURES["neck_range"].item}
        take(person, "neck_range", Said(body, method="self"), moment)
        take(person, "posture", Said({"head_forward": 2.0, "shoulders": 1.0}, method="self"), moment)
        strain = {"wound_up": 6.0 - low[1], "too_much": 7.0 - low[2], "switching_off": 5.0 - low[3]}
        take(person, "strain", Said(strain), moment)
        take(person, "reaction_90", Said(run=run(middle_ms=330 - 30 * better, seed=number)), moment)
        take(person, "reaction_300", Said(run=run("reaction_300", seed=number)), moment)
        take(person, "places", Said({"temple.left": 6.0 - low[4], "temple.right": None}), moment)
        take(person, "hit6", Said({"total": 62.0 - 3 * number % 9}, told_by="doctor"), moment)
        newest = take(
            person, "now", Said({"pain": 5.0 - low[6], "stress": 6.0 - low[7], "sleep": 4.0 + low[8]}), moment
        )
    assert newest is not None
    return newest
