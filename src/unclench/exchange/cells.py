"""Cells of a table for a spreadsheet: what would be taken for a formula is made harmless, and can be read back exactly.

A cell that begins like a formula gets one apostrophe before it, and so does one that begins with an apostrophe. Taking
one apostrophe off the beginning of any cell therefore gives the text as it was.
"""

from __future__ import annotations

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a formula can begin. The wide letters count too: spreadsheets of East Asia take them for the narrow ones."""
MARK = "'"
ELSEWHERE = "file:"
"""What is too long for a cell lies in a file of its own, and the cell names it."""
LONGEST_CELL = 32_000
"""A spreadsheet cuts off what is longer than 32,767 letters."""

_MARKED = (MARK, ELSEWHERE, *FORMULAS)


def neutral(text: str) -> str:
    """The text as no spreadsheet takes it for anything else."""
    return MARK + text if text.startswith(_MARKED) else text


def original(cell: str) -> str:
    """The text that `neutral` made this cell of. A cell that names a file is not for this: see `elsewhere`."""
    return cell.removeprefix(MARK)


def elsewhere(cell: str) -> str | None:
    """The file that a cell names; None where it holds its text itself."""
    return cell.removeprefix(ELSEWHERE) if cell.startswith(ELSEWHERE) else None
