"""Rows to diaries; every wrong row is named, and nothing is guessed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trials.diaries import in_pairs
from unclench.trials.reading import (
    BY_ATTACK,
    compared,
    compared_attacks,
    read_attacks,
    read_diaries,
    rows_of_csv,
)
from unclench.trials.types import Diary, TrialError

HEADER = "person,date,arm,y\n"
GOOD = "alice,2026-01-01,,no\nalice,2026-01-02,session,yes\nalice,2026-01-03,comparator,\n"


def faults(body: str, *, levels: int = 2, header: str = HEADER) -> list[str]:
    return [str(fault) for fault in read_diaries(rows_of_csv(header + body), levels=levels).faults]


def written(diary: Diary, first: date = date(2026, 1, 1)) -> str:
    lines = []
    for day in range(diary.days):
        arm = "" if diary.arm[day] < 0 else "session" if diary.arm[day] else "comparator"
        y = "" if diary.y[day] < 0 else str(diary.y[day])
        lines.append(f"{diary.person},{first + timedelta(days=day)},{arm},{y}")
    return HEADER + "\n".join(lines) + "\n"


def test_a_diary_is_read() -> None:
    reading = read_diaries(rows_of_csv(HEADER + GOOD))
    (diary,) = reading.diaries
    assert reading.faults == ()
    assert reading.first_days == (date(2026, 1, 1),)
    assert (diary.y.tolist(), diary.arm.tolist(), diary.unit.tolist()) == ([0, 1, -1], [-1, 1, 0], [-1, 0, 0])


@given(st.integers(0, 5_000))
def test_what_was_written_is_read(seed: int) -> None:
    diary = in_pairs(seed)
    (found,) = read_diaries(rows_of_csv(written(diary))).diaries
    assert found.y.tolist() == diary.y.tolist()
    assert found.arm.tolist() == diary.arm.tolist()
    assert found.unit.tolist() == diary.unit.tolist()


@given(st.permutations(range(3)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    lines = GOOD.splitlines()
    mixed = HEADER + "\n".join(lines[number] for number in order)
    (found,) = read_diaries(rows_of_csv(mixed)).diaries
    assert found.y.tolist() == [0, 1, -1]


def test_a_day_without_a_row_is_a_day_without_an_entry() -> None:
    (diary,) = read_diaries(rows_of_csv(HEADER + "a,2026-01-01,1,1\na,2026-01-04,0,0\n")).diaries
    assert diary.y.tolist() == [1, -1, -1, 0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("alice,2026-02-30,1,no", "date “2026-02-30” is not a day such as 2026-11-28"),
        ("alice,yesterday,1,no", "date “yesterday” is not a day such as 2026-11-28"),
        ("alice,2026-01-04,massage,no", "arm “massage” is neither session (1) nor comparator (0) nor empty"),
        ("alice,2026-01-04,session.0,no", "arm “session.0” is neither session (1) nor comparator (0) nor empty"),
        ("alice,2026-01-04,1,perhaps", "y “perhaps” is none of no, yes (or 0 to 1) and not empty"),
        ("alice,2026-01-04,1,2", "y “2” is none of no, yes (or 0 to 1) and not empty"),
        ("alice,2026-01-02,1,no", "2026-01-02 stands twice for this person"),
        ("alice,2026-01-04,,yes", "2026-01-04 has an entry but no arm, after the first day with one"),
        ("alice,2026-01-04,1", "3 fields, where the first line names 4"),
        ("alice,2026-01-04,1,no,7", "5 fields, where the first line names 4"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(row: str, reason: str) -> None:
    assert faults(GOOD + row + "\n") == [f"line 5: {reason}"]


def test_a_slip_in_the_year_is_named() -> None:
    (fault,) = faults(GOOD + "alice,2062-01-04,session,no\n")
    assert fault == "line 5: 2062-01-04 is 13150 days after the day before it in this diary"


def test_a_row_without_a_name_among_others_is_named() -> None:
    assert faults(GOOD + ",2026-01-04,session,no\n") == ["line 5: no person is named"]
    assert faults(GOOD.replace("alice", "")) == []


def test_whole_numbers_may_be_written_with_a_point() -> None:
    pointed = "alice,2026-01-01,,0.0\nalice,2026-01-02,1.0,1.0\nalice,2026-01-03,0.0,\n"
    (plain,), (same,) = (read_diaries(rows_of_csv(HEADER + body)).diaries for body in (GOOD, pointed))
    assert (plain.y == same.y).all()
    assert (plain.arm == same.arm).all()
    assert faults("alice,2026-01-02,1,0.5\n")


def test_every_wrong_row_is_named() -> None:
    found = faults(GOOD + "alice,x,1,no\nbob,2026-01-01,1,no\nbob,2026-01-02,1,x\n")
    assert [text.split(":")[0] for text in found] == ["line 5", "line 7"]


def test_others_are_read_all_the_same() -> None:
    reading = read_diaries(rows_of_csv(HEADER + GOOD + "bob,x,1,no\n"))
    assert [diary.person for diary in reading.diaries] == ["alice"]
    assert [fault.person for fault in reading.faults] == ["bob"]


def test_a_person_without_an_arm_is_named() -> None:
    assert faults("alice,2026-01-01,,no\n") == ["line 2: no day of this person has an arm"]


def test_degrees_have_words() -> None:
    body = "a,2026-01-01,1,severe\na,2026-01-02,0,none\na,2026-01-03,0,2\n"
    (diary,) = read_diaries(rows_of_csv(HEADER + body), levels=4).diaries
    assert diary.y.tolist() == [3, 0, 2]
    assert faults("a,2026-01-01,1,yes\n", levels=4) == [
        "line 2: y “yes” is none of none, mild, moderate, severe (or 0 to 3) and not empty"
    ]


def test_covariates_are_centred_and_known_on_every_day() -> None:
    header = "person,date,arm,y,sleep,window\n"
    body = "a,2026-01-01,1,1,6,0\na,2026-01-02,0,0,8,1\n"
    (diary,) = read_diaries(rows_of_csv(header + body)).diaries
    assert diary.names == ("sleep", "window")
    assert diary.covariates.tolist() == [[-1.0, -0.5], [1.0, 0.5]]
    assert faults(body + "a,2026-01-03,0,0,,1\n", header=header) == [
        "line 4: sleep “” is not a number; a covariate is known on every day"
    ]
    assert faults(body + "a,2026-01-03,0,0,nan,1\n", header=header) == [
        "line 4: sleep “nan” is not a number; a covariate is known on every day"
    ]


@pytest.mark.parametrize("text", ["inf", "-inf", "1e13"])
def test_a_covariate_without_bounds_is_named(text: str) -> None:
    header = "person,date,arm,y,sleep\n"
    (fault,) = faults(f"a,2026-01-01,1,1,6\na,2026-01-02,0,0,{text}\n", header=header)
    assert fault == f"line 3: sleep “{text}” is larger than a million million, which no covariate is"


@pytest.mark.parametrize("value", ["0", "1", "0.1", "1e-300", "99999999999.7"])
def test_a_covariate_that_never_changes_says_nothing(value: str) -> None:
    """Not even by the rounding of its mean."""
    rows = "".join(f"a,2026-01-{day:02},{day % 2},1,{value}\n" for day in range(1, 31))
    (diary,) = read_diaries(rows_of_csv("person,date,arm,y,sleep\n" + rows)).diaries
    assert np.abs(diary.covariates).max() < 1e-3


def test_who_has_no_entry_in_one_arm_is_named() -> None:
    body = GOOD + "bob,2026-01-01,1,no\nbob,2026-01-02,0,yes\n"
    reading = compared(read_diaries(rows_of_csv(HEADER + body)))
    assert [diary.person for diary in reading.diaries] == ["bob"]
    assert [str(fault) for fault in reading.faults] == [
        "line 2: this person has no entry in one of the arms, so there is nothing to compare"
    ]
    assert (reading.first_days, reading.first_lines) == ((date(2026, 1, 1),), (5,))


def test_attacks_of_one_arm_alone_are_named() -> None:
    text = "person,arm,before,after\na,1,6,3\na,0,7,\nb,1,5,5\nb,0,5,4\n"
    reading = compared_attacks(read_attacks(rows_of_csv(text, BY_ATTACK)))
    assert [person for person, _ in reading.persons] == ["b"]
    assert [fault.line for fault in reading.faults] == [2]


def test_weekdays_are_alike_beforehand() -> None:
    rows = "".join(f"a,2026-01-{day:02},{day % 2},1\n" for day in range(5, 12))
    (diary,) = read_diaries(rows_of_csv(HEADER + rows), weekdays=True).diaries
    spread = diary.covariates @ diary.covariates.T
    assert np.diag(spread) == pytest.approx(np.full(7, 6 / 7))
    assert diary.covariates.sum(axis=0) == pytest.approx(np.zeros(6))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "person, date, arm, y not found"),
        ("person,date,arm\n", "y not found"),
        ("person,date,arm,y,y\n", "names a column twice"),
        ('person,date,arm,y\n"a', "is not CSV"),
    ],
)
def test_what_is_no_table_is_refused(text: str, reason: str) -> None:
    with pytest.raises(TrialError, match=reason):
        rows_of_csv(text)


def test_attacks_are_read_and_faults_named() -> None:
    text = "person,arm,before,after\na,1,6,3\na,0,7,\nb,,5,5\nc,1,twelve,3\nd,1,12,3\n"
    reading = read_attacks(rows_of_csv(text, BY_ATTACK))
    assert [(person, len(attacks)) for person, attacks in reading.persons] == [("a", 2)]
    assert [str(fault) for fault in reading.faults] == [
        "line 4: arm “” is neither session (1) nor comparator (0)",
        "line 5: before “twelve” is not a number from 0 to 10",
        "line 6: Pain is a number from 0 to 10",
    ]
