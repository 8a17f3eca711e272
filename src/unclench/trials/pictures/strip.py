"""The diary, a row for every week: which arm it was, and which days had a headache."""

from __future__ import annotations

from unclench.trials.pictures.svg import Picture, box, circle, line, picture, words
from unclench.trials.types import MISSING, NOT_RANDOMISED, SESSION, Diary

LEFT = 24
CELL = 30
ROW = 27
FIRST_X = 190.0
TOP = 92.0


def draw_strip(diary: Diary, *, comparator: str) -> Picture:
    """Filled: a headache (with its degree where there are degrees). Empty: none. A dash: not entered. In a week of both
    arms a line stands under the days with a session."""
    start = next((day for day in range(diary.days) if diary.arm[day] != NOT_RANDOMISED), diary.days)
    offset = start % 7  # so that randomised weeks begin a row
    parts = [
        words(LEFT, 28, "The diary, week by week", "head"),
        box(LEFT, 44, 16, 16, "day s1", round_by=3),
        words(LEFT + 22, 57, "headache"),
        box(LEFT + 110, 44, 16, 16, "day s0", round_by=3),
        words(LEFT + 132, 57, "none"),
        line(LEFT + 192, 52, LEFT + 204, 52, "axis"),
        words(LEFT + 212, 57, "not entered"),
    ]
    rows = (diary.days + (7 - offset) % 7 + 6) // 7
    first = -((7 - offset) % 7)
    for row in range(rows):
        days = [day for day in range(first + 7 * row, first + 7 * row + 7) if 0 <= day < diary.days]
        y = TOP + ROW * row
        parts += _label(diary, days, y, comparator)
        mixed = _is_mixed(diary, days)
        for day in days:
            x = FIRST_X + CELL * ((day - first) % 7)
            parts += _cell(diary, day, x, y)
            if mixed and diary.arm[day] == SESSION:
                parts.append(line(x + 1, y + 23, x + 19, y + 23, "under"))
    table = _counts(diary, comparator)
    told = {name: (count, entered) for name, count, entered in table}
    with_it, without = told.get("session", (0, 0)), told.get(comparator, (0, 0))
    notes = _notes(diary, comparator)
    sentence = (
        f"With sessions {with_it[0]} of {with_it[1]} entered days had a headache; "
        f"with {comparator} {without[0]} of {without[1]}."
    )
    return picture(
        "strip",
        "The diary, week by week",
        sentence,
        header=("", "headache days", "days entered"),
        rows=tuple((name, str(count), str(entered)) for name, count, entered in table),
        height=TOP + ROW * rows + 20 + 22 * len(notes),
        parts=parts + [words(LEFT, TOP + ROW * rows + 16 + 22 * row, note, "soft") for row, note in enumerate(notes)],
    )


def _label(diary: Diary, days: list[int], y: float, comparator: str) -> list[str]:
    arms = {int(diary.arm[day]) for day in days}
    if arms == {SESSION}:
        return [circle(LEFT + 6, y + 10, 6, "session"), words(LEFT + 22, y + 16, "session")]
    if arms == {NOT_RANDOMISED}:
        return [words(LEFT + 22, y + 16, "before", "soft")]
    if _is_mixed(diary, days):
        return [line(LEFT, y + 11, LEFT + 12, y + 11, "under"), words(LEFT + 22, y + 16, "line: session")]
    return [circle(LEFT + 6, y + 10, 5.5, "other"), words(LEFT + 22, y + 16, comparator)]


def _is_mixed(diary: Diary, days: list[int]) -> bool:
    return len({int(diary.arm[day]) for day in days} - {NOT_RANDOMISED}) > 1


def _cell(diary: Diary, day: int, x: float, y: float) -> list[str]:
    entry = int(diary.y[day])
    if entry == MISSING:
        return [line(x + 4, y + 10, x + 16, y + 10, "axis")]
    drawn = [box(x, y, 20, 20, "day s1" if entry else "day s0", round_by=4)]
    if entry and diary.levels > 2:
        drawn.append(words(x + 10, y + 15, str(entry), "number"))
    return drawn


def _notes(diary: Diary, comparator: str) -> list[str]:
    """What is not counted, and how unevenly it falls."""
    notes = ["Before: not compared with either."] if (diary.arm == NOT_RANDOMISED).any() else []
    gaps = diary.y == MISSING
    if (gaps & (diary.arm != NOT_RANDOMISED)).any():
        with_it, without = (int((gaps & (diary.arm == arm)).sum()) for arm in (SESSION, 0))
        notes.append(f"Dashes: session {with_it}, {comparator} {without}. Not counted.")
    return notes


def _counts(diary: Diary, comparator: str) -> list[tuple[str, int, int]]:
    found = []
    for name, arm in (("before", NOT_RANDOMISED), (comparator, 0), ("session", SESSION)):
        entered = (diary.arm == arm) & (diary.y != MISSING)
        if entered.any():
            found.append((name, int((entered & (diary.y > 0)).sum()), int(entered.sum())))
    return found
