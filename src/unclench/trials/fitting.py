"""`fit`: one diary to its finding; `fit_many`: many diaries, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice

from unclench.trials.crew import spread
from unclench.trials.estimand import findings
from unclench.trials.finding import Finding
from unclench.trials.model import Terms, pose
from unclench.trials.posterior import solve
from unclench.trials.types import Diary, Prior

SIDE_BY_SIDE = 32


def fit(diary: Diary, *, prior: Prior | None = None, terms: Terms | None = None) -> Finding:
    """The posterior of one person's trial, in headache days per 28.

    The arm is the one assigned, whatever was done. Days that were not entered stay in the filter as days that say
    nothing; where no day says anything, the prior comes back. Some milliseconds for four months. Raises TrialError.
    """
    (finding,) = fit_many([diary], prior=prior, terms=terms)
    return finding


def fit_many(
    diaries: Iterable[Diary], *, prior: Prior | None = None, terms: Terms | None = None, jobs: int = 1
) -> Iterator[Finding]:
    """As `fit`, in the same order, for persons with the same covariates and degrees; lazily, and faster for each.

    jobs: how many processes; the findings are the same for any number.
    """
    work = partial(together, prior=prior or Prior(), terms=terms or Terms())
    return chain.from_iterable(spread(work, groups(diaries), jobs))


def groups(diaries: Iterable[Diary]) -> Iterator[list[Diary]]:
    """Persons who are read side by side."""
    left = iter(diaries)
    while group := list(islice(left, SIDE_BY_SIDE)):
        yield group


def together(diaries: list[Diary], prior: Prior, terms: Terms) -> list[Finding]:
    problem = pose(diaries, prior, terms)
    found: list[Finding | None] = [None] * len(diaries)
    for persons, posterior in solve(problem):
        own = [diaries[person] for person in persons]
        part = problem if len(persons) == problem.persons else problem.of(persons)
        for person, finding in zip(persons, findings(part, posterior, own, prior.effect), strict=True):
            found[person] = finding
    return [finding for finding in found if finding is not None]
