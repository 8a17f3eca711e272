"""Arrow and Parquet, at the edge: columns in, findings out. Needs `pip install unclench[arrow]`.

Columns are read as columns: each different value of person, date, arm and entry is understood once, by the same words
as in CSV, and numbers stay numbers. Only the rows of persons with something wrong are looked at one by one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime, time
from math import isnan
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from unclench.trials.arrays import Bools, Floats, Ints
from unclench.trials.attacks import AttackFinding
from unclench.trials.finding import Finding
from unclench.trials.reading import (
    DAILY,
    LARGEST,
    LONGEST_GAP_DAYS,
    UNNAMED,
    FaultError,
    Reading,
    Row,
    arm_in,
    check_columns,
    covariate_in,
    date_in,
    diary_of,
    entry_in,
    read_diaries,
    words_of,
)
from unclench.trials.types import MISSING, NOT_RANDOMISED, TrialError

NEEDED = "Parquet needs pyarrow: pip install unclench[arrow]. CSV and JSON do without it."
N = TypeVar("N", int, float)


def read_table(table: Any, *, levels: int = 2, weekdays: bool = False) -> Reading:
    """As `read_diaries`, from a pyarrow.Table, its rows numbered from 1. arm is words or numbers, y these or
    booleans, date a date, a moment at midnight or text; null and “not a number” are empty. Raises TrialError."""
    check_columns(list(table.column_names), DAILY)
    words = words_of(levels)
    names = tuple(name for name in table.column_names if name not in DAILY)
    person, called = _persons(table)
    day, readable = _understood(table, "date", lambda text: date_in(text).toordinal(), 0)
    arm, fine = _understood(table, "arm", arm_in, 0)
    readable &= fine
    y, fine = _understood(table, "y", lambda text: entry_in(text, words, levels), 0)
    readable &= fine
    covariates = np.zeros((table.num_rows, len(names)))
    for number, name in enumerate(names):
        covariates[:, number], fine = _numbers(table, name)
        readable &= fine
    order = np.lexsort((day, person))
    ends = np.searchsorted(person[order], np.arange(len(called) + 1))
    read: dict[int, Reading] = {}
    doubtful = []
    for number, name in enumerate(called):
        own = order[ends[number] : ends[number + 1]]
        if (len(called) > 1 and not name) or not readable[own].all() or not _orderly(day[own], arm[own], y[own]):
            doubtful.append(own)
            continue
        diary = diary_of(
            name, day[own], arm[own], y[own], covariates[own], names=names, levels=levels, weekdays=weekdays
        )
        first = date_in(_text(table.column("date")[int(own[0])].as_py()))
        read[int(own.min())] = Reading((diary,), (first,), (int(own.min()) + 1,), ())
    for own in doubtful:
        rows = _rows(table, np.sort(own), alone=len(called) == 1)
        read[int(own.min())] = read_diaries(rows, levels=levels, weekdays=weekdays)
    found = [read[first] for first in sorted(read)]
    return Reading(
        tuple(diary for one in found for diary in one.diaries),
        tuple(day for one in found for day in one.first_days),
        tuple(line for one in found for line in one.first_lines),
        tuple(sorted((fault for one in found for fault in one.faults), key=lambda fault: fault.line)),
    )


def _orderly(day: Ints, arm: Ints, y: Ints) -> bool:
    """Whether nothing is wrong with the days of one person, ascending."""
    drawn = day[arm != NOT_RANDOMISED]
    if not len(drawn) or np.any(np.diff(day) == 0) or np.any(np.diff(day) > LONGEST_GAP_DAYS):
        return False
    return not np.any((day > drawn[0]) & (arm == NOT_RANDOMISED) & (y != MISSING))


def _persons(table: Any) -> tuple[Ints, list[str]]:
    """Each row's person as a number, and their names, in the order in which they first come."""
    codes, values = _encoded(table, "person")
    numbers: dict[str, int] = {}
    of_value = np.zeros(len(values), np.int64)
    used, first = np.unique(codes, return_index=True)
    for code in used[np.argsort(first)].tolist():
        of_value[code] = numbers.setdefault(_text(values[code]), len(numbers))
    return of_value[codes], list(numbers)


def _understood(table: Any, name: str, reads: Callable[[str], N], otherwise: N) -> tuple[Any, Bools]:
    """A column as numbers, and which rows could be read."""
    codes, values = _encoded(table, name)
    found, fine = [], []
    for value in values:
        try:
            found.append(reads(_text(value)))
            fine.append(True)
        except FaultError:
            found.append(otherwise)
            fine.append(False)
    return np.array(found)[codes], np.array(fine, bool)[codes]


def _numbers(table: Any, name: str) -> tuple[Floats, Bools]:
    """A covariate: a column of numbers as it is, another one by its words."""
    import pyarrow

    column = table.column(name)
    if not (pyarrow.types.is_integer(column.type) or pyarrow.types.is_floating(column.type)):
        return _understood(table, name, lambda text: covariate_in(name, text), 0.0)
    found = np.asarray(column.cast(pyarrow.float64()).to_numpy(), float)
    fine = np.abs(found) <= LARGEST  # “not a number” is not
    return np.where(fine, found, 0.0), fine


def _encoded(table: Any, name: str) -> tuple[Ints, list[object]]:
    """Each row's value as a number, and the different values; null comes as None."""
    import pyarrow

    column = table.column(name)
    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pyarrow.types.is_nested(column.type):
        raise TrialError(f"The column {name} holds lists or records ({column.type}); a diary has one value in a field.")
    encoded = column.combine_chunks().dictionary_encode()
    values = [*encoded.dictionary.to_pylist(), None]
    return np.asarray(encoded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False), np.int64), values


def _rows(table: Any, numbers: Ints, *, alone: bool) -> list[Row]:
    own = table.take(numbers)
    columns = {name: [_text(value) for value in own.column(name).to_pylist()] for name in own.column_names}
    rows: list[Row] = []
    for place, number in enumerate(numbers.tolist()):
        fields = {name: values[place] for name, values in columns.items()}
        rows.append((number + 1, fields if fields.get("person") or alone else {"": UNNAMED}))
    return rows


def rows_of_table(table: Any, needed: tuple[str, ...]) -> list[Row]:
    """The rows of a pyarrow.Table, numbered from 1, as text; null is empty. Raises TrialError."""
    check_columns(list(table.column_names), needed)
    return _rows(table, np.arange(table.num_rows), alone=True)


def _text(value: object) -> str:
    """As it would stand in a CSV file; “not a number” is empty, and a moment at midnight is a day."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).strip()


def table_of_parquet(path: Path) -> Any:
    """The pyarrow.Table in a file. Raises TrialError where it is none."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise TrialError(NEEDED) from None
    from pyarrow.lib import ArrowException

    try:
        return parquet.read_table(path)
    except (ArrowException, OSError) as error:
        raise TrialError(f"{path.name} is not Parquet: {error}.") from None


def table_of(findings: Sequence[Finding] | Sequence[AttackFinding]) -> Any:
    """A pyarrow.Table with one row for each finding, the prior and the parameters' means and sds included."""
    import pyarrow

    kind = type(findings[0]) if findings else Finding
    types = {"int": pyarrow.int64(), "float": pyarrow.float64(), "str": pyarrow.string()}
    columns: dict[str, tuple[Any, list[object]]] = {}
    for field in dataclasses.fields(kind):
        values: list[Any] = [getattr(finding, field.name) for finding in findings]
        if field.name == "prior_effect":
            for part in ("mean", "sd"):
                columns[f"prior_effect_{part}"] = types["float"], [getattr(value, part) for value in values]
        elif field.name == "parameters":
            for number, name in enumerate(PARAMETERS):
                for part in ("mean", "sd"):
                    columns[f"{name}_{part}"] = types["float"], [getattr(value[number], part) for value in values]
        elif field.name == "dots":
            columns["dots"] = pyarrow.list_(types["float"]), [list(value) for value in values]
        else:
            columns[field.name] = types[str(field.type)], values
    schema = pyarrow.schema([pyarrow.field(name, of, nullable=False) for name, (of, _) in columns.items()])
    return pyarrow.table([pyarrow.array(values, of) for of, values in columns.values()], schema=schema)


PARAMETERS = ("effect", "level", "log_sigma", "logit_rho")


def write_findings(findings: Sequence[Finding] | Sequence[AttackFinding], path: Path) -> None:
    """Write them as Parquet. Raises TrialError where that cannot be done."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise TrialError(NEEDED) from None
    try:
        parquet.write_table(table_of(findings), path)
    except OSError as error:
        raise TrialError(f"{path} could not be written: {error.strerror}.") from None
