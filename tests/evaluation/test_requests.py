"""The evaluation set, row by row: each session holds what it must, and nothing that it must never."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.evaluation.rows import Never, Row, clearance_of, evaluation_set, request_of, session_of
from tests.evaluation.sights import Sight, seen
from unclench.atlas import load_atlas
from unclench.composer import NotClearedError, compose
from unclench.composer.check import check

EVALUATION = evaluation_set()
COMPOSED = [row for row in EVALUATION.row if not row.emergency]
EMERGENCIES = [row for row in EVALUATION.row if row.emergency]
INCLUDED = [(row, sight) for row in COMPOSED for sight in row.must_include]
NEVER = [(row, never) for row in COMPOSED for never in row.must_never]


def name(part: Row | Sight | Never) -> str:
    if isinstance(part, Row):
        return part.id
    sight = part.sees if isinstance(part, Never) else part
    values = [value for field, value in vars(sight).items() if field != "kind" and value]
    return " ".join([sight.kind, *map(str, values)])


@pytest.mark.parametrize("row", COMPOSED, ids=name)
def test_the_checker_finds_nothing_wrong(row: Row) -> None:
    assert check(session_of(row), clearance_of(row), load_atlas()) == ()


@pytest.mark.parametrize("row", COMPOSED, ids=name)
def test_it_lasts_as_long_as_was_asked(row: Row) -> None:
    session = session_of(row)
    assert session.duration_s == row.request.minutes * 60
    assert not session.shortened
    assert session.relaxed == row.unmet


@pytest.mark.parametrize(("row", "sight"), INCLUDED, ids=name)
def test_it_includes_what_it_must(row: Row, sight: Sight) -> None:
    assert seen(sight, session_of(row), clearance_of(row))


@pytest.mark.parametrize(("row", "never"), NEVER, ids=name)
def test_it_never_holds_what_it_must_not(row: Row, never: Never) -> None:
    assert seen(never.sees, session_of(row), clearance_of(row)) == []


@pytest.mark.parametrize("row", EMERGENCIES, ids=name)
def test_an_emergency_gives_no_session(row: Row) -> None:
    with pytest.raises(NotClearedError) as refused:
        session_of(row)
    assert refused.value.kind == "emergency"


@pytest.mark.parametrize(("row", "never"), NEVER, ids=name)
def test_every_never_stands_on_a_rule_of_this_person_or_a_promise(row: Row, never: Never) -> None:
    assert never.rule in {finding.rule for finding in clearance_of(row).findings} | EVALUATION.promises.keys()


def test_every_promise_is_asked_for() -> None:
    assert EVALUATION.promises.keys() <= {never.rule for _, never in NEVER}


def test_without_the_diary_the_circles_would_be_there() -> None:
    row = next(row for row in COMPOSED if row.id == "diary")
    session = compose(replace(request_of(row), beliefs=()), clearance_of(row))
    assert "circular_friction" in {step.technique for step in session.steps}
