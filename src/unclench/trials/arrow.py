"""Arrow and Parquet, at the edge: rows in, findings out. Needs `pip install unclench[arrow]`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, time
from math import isnan
from pathlib import Path
from typing import Any

from unclench.trials.finding import Finding
from unclench.trials.reading import DAILY, Row, check_columns
from unclench.trials.types import TrialError

NEEDED = "Parquet needs pyarrow: pip install unclench[arrow]. CSV and JSON do without it."


def rows_of_table(table: Any, needed: tuple[str, ...] = DAILY) -> list[Row]:
    """The rows of a pyarrow.Table, numbered from 1, as text; null is empty. Raises TrialError."""
    check_columns(list(table.column_names), needed)
    columns = {name: [_text(value) for value in table.column(name).to_pylist()] for name in table.column_names}
    return [
        (number + 1, {name: values[number] for name, values in columns.items()}) for number in range(table.num_rows)
    ]


def _text(value: object) -> str:
    """As it would stand in a CSV file; “not a number” is empty, and a moment at midnight is a day."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).strip()


def rows_of_parquet(path: Path, needed: tuple[str, ...] = DAILY) -> list[Row]:
    """As `rows_of_table`, from a file."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise TrialError(NEEDED) from None
    from pyarrow.lib import ArrowInvalid

    try:
        return rows_of_table(parquet.read_table(path), needed)
    except ArrowInvalid as error:
        raise TrialError(f"{path.name} is not Parquet: {error}.") from None


def table_of(findings: Iterable[Finding]) -> Any:
    """A pyarrow.Table with one row for each finding."""
    import pyarrow

    rows = []
    for finding in findings:
        row: dict[str, object] = {
            field.name: getattr(finding, field.name)
            for field in dataclasses.fields(finding)
            if field.name not in {"parameters", "prior_effect", "dots"}
        }
        row["dots"] = list(finding.dots)
        for parameter in finding.parameters:
            name = parameter.name.replace(" ", "_")
            row |= {f"{name}_mean": parameter.mean, f"{name}_sd": parameter.sd}
        rows.append(row)
    return pyarrow.Table.from_pylist(rows)


def write_findings(findings: Iterable[Finding], path: Path) -> None:
    """Write them as Parquet. Raises TrialError where that cannot be done."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise TrialError(NEEDED) from None
    try:
        parquet.write_table(table_of(findings), path)
    except OSError as error:
        raise TrialError(f"{path} could not be written: {error.strerror}.") from None
