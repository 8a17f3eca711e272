"""Arrow in and out: columns say what rows say."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import csv, parquet

from tests.trials.diaries import in_pairs
from tests.trials.test_attacks import invented
from unclench.trials.arrow import read_table, rows_of_table, table_of, table_of_parquet, write_findings
from unclench.trials.attacks import fit_attacks
from unclench.trials.finding import Finding
from unclench.trials.fitting import fit_many
from unclench.trials.reading import BY_ATTACK, Reading, read_diaries
from unclench.trials.types import TrialError

DAYS = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]


def plain(**columns: object) -> pyarrow.Table:
    return pyarrow.table(
        {
            "person": ["alice"] * 3,
            "date": DAYS,
            "arm": [None, "session", "comparator"],
            "y": [False, True, None],
            **columns,
        }
    )


def told(reading: Reading) -> tuple[object, ...]:
    diaries = [
        (
            one.person,
            one.names,
            one.levels,
            one.y.tolist(),
            one.arm.tolist(),
            one.unit.tolist(),
            one.covariates.tolist(),
        )
        for one in reading.diaries
    ]
    return diaries, reading.first_days, reading.first_lines, reading.faults


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["alice", "bob", "", " alice "]),
        st.sampled_from(["2026-01-01", "2026-01-02", "2026-01-05", "2026-02-30", "2028-01-01", ""]),
        st.sampled_from(["", "1", "0", "session", "Comparator", "1.0", "2"]),
        st.sampled_from(["", "0", "1", "yes", "No", "3"]),
        st.sampled_from(["0", "1", "2.5", "x", "inf"]),
    ),
    max_size=8,
)


@given(ROWS, st.booleans())
def test_columns_of_words_are_read_as_rows_are(rows: list[tuple[str, ...]], weekdays: bool) -> None:
    names = ("person", "date", "arm", "y", "sleep")
    table = pyarrow.table({name: [row[at] for row in rows] for at, name in enumerate(names)}) if rows else EMPTY
    by_row = [
        (number + 1, {name: text.strip() for name, text in zip(names, row, strict=True)})
        for number, row in enumerate(rows)
    ]
    assert told(read_table(table, weekdays=weekdays)) == told(read_diaries(by_row, weekdays=weekdays))


EMPTY = pyarrow.table({name: pyarrow.array([], pyarrow.string()) for name in ("person", "date", "arm", "y", "sleep")})


def test_typed_columns_are_read() -> None:
    reading = read_table(plain(sleep=[6, 7, 8]))
    (diary,) = reading.diaries
    assert (diary.y.tolist(), diary.arm.tolist()) == ([0, 1, -1], [-1, 1, 0])
    assert diary.covariates[:, 0].tolist() == pytest.approx([-(1.5**0.5), 0, 1.5**0.5])
    assert (reading.first_days, reading.first_lines) == ((DAYS[0],), (1,))


MIDNIGHTS = [datetime.combine(day, time()) for day in DAYS]


@pytest.mark.parametrize(
    "columns",
    [
        {"date": MIDNIGHTS, "arm": [float("nan"), 1.0, 0.0], "y": [0.0, 1.0, None]},
        {"arm": pyarrow.array([None, 1, 0], pyarrow.int8()), "y": pyarrow.array([0, 1, None], pyarrow.uint8())},
        {"arm": pyarrow.array(["", "session", "comparator"]).dictionary_encode(), "date": [str(day) for day in DAYS]},
        {"person": pyarrow.chunked_array([["alice"], ["alice", "alice"]])},
    ],
    ids=["floats with holes", "small integers", "categories and text", "chunks"],
)
def test_columns_are_read_as_other_programs_write_them(columns: dict[str, object]) -> None:
    assert told(read_table(plain(**columns))) == told(read_table(plain()))


def test_a_moment_within_a_day_is_no_day() -> None:
    moved = plain(date=[moment + timedelta(hours=7) for moment in MIDNIGHTS])
    assert [fault.line for fault in read_table(moved).faults] == [1, 2, 3]


def test_a_covariate_that_is_missing_is_named_with_its_row() -> None:
    (fault,) = read_table(plain(sleep=[6.0, None, 8.0])).faults
    assert str(fault) == "line 2: sleep “” is not a number; a covariate is known on every day"


def test_a_column_of_lists_is_refused() -> None:
    with pytest.raises(TrialError, match="holds lists or records"):
        read_table(plain(y=[[0], [1], [1]]))


def test_a_file_says_what_its_table_says(tmp_path: Path) -> None:
    path = tmp_path / "diary.parquet"
    parquet.write_table(plain(), path)
    assert told(read_table(table_of_parquet(path))) == told(read_table(plain()))


def test_attacks_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "attacks.csv"
    path.write_text("person,arm,before,after\na,1,6,3\na,0,7,\n")
    rows = rows_of_table(csv.read_csv(path), BY_ATTACK)
    assert rows == [
        (1, {"person": "a", "arm": "1", "before": "6", "after": "3"}),
        (2, {"person": "a", "arm": "0", "before": "7", "after": ""}),
    ]


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "diary.parquet"
    path.write_text("person,date,arm,y\n")
    with pytest.raises(TrialError, match="is not Parquet"):
        table_of_parquet(path)


def test_findings_go_out_as_a_table(tmp_path: Path) -> None:
    findings = list(fit_many([in_pairs(1), in_pairs(2)]))
    table = table_of(findings)
    path = tmp_path / "findings.parquet"
    write_findings(findings, path)
    assert parquet.read_table(path) == table
    assert table.column("change").to_pylist() == [finding.change for finding in findings]
    assert table.column("effect_sd").to_pylist() == [finding.effect.sd for finding in findings]
    assert table.column("prior_effect_sd").to_pylist() == [1.0, 1.0]


def test_no_finding_is_a_table_with_the_same_columns() -> None:
    nobody: list[Finding] = []
    assert table_of(nobody).schema == table_of(list(fit_many([in_pairs(1)]))).schema
    assert table_of(nobody).num_rows == 0


def test_findings_of_attacks_go_out_too() -> None:
    finding = fit_attacks(invented(5, 40, -2.0))
    assert table_of([finding]).column("p_2_less").to_pylist() == [finding.p_2_less]
