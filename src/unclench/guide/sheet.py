"""A session on one sheet of paper, as a PDF with tags: what is used where no screen is.

The arc, the figure with the numbers of the steps, a table of the steps, when to stop, limits, before and after. Typst
sets it; it is given the words as data, reads nothing and asks nobody. The same session gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from unclench.atlas import Atlas
from unclench.atlas.types import Side
from unclench.composer import telling
from unclench.composer.types import Session, Step
from unclench.figure.body import Build
from unclench.figure.numbered import Worked, numbered_figure
from unclench.guide import arc as arcs
from unclench.guide.handout import short_list
from unclench.safety.words import UNREVIEWED
from unclench.wording import capital

Paper = Literal["a4", "us-letter"]
PAPERS: tuple[Paper, ...] = ("a4", "us-letter")

_TOUCH, _MIND = "#8b3a1b", "#5f7f73"
_SIDES: dict[Side, Literal["left", "right"]] = {"left": "left", "right": "right"}


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What stands on it that is not the session's own."""

    limits: tuple[str, ...]
    good_until: str = ""
    """In words, on the clock of the person; empty where the answers are of this moment only."""


def sheet_pdf(
    session: Session, words: SheetWords, *, atlas: Atlas, paper: Paper = "a4", build: Build = "reference"
) -> bytes:
    """Raises SheetError where it cannot be set."""
    import typst

    source = (resources.files("unclench.guide") / "sheet.typ").read_bytes()
    data = json.dumps(sheet_data(session, words, atlas=atlas, paper=paper, build=build), ensure_ascii=False)
    compiler = typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False))
    try:
        made = compiler.compile(
            source, format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"], timestamp=0, pdf_tags=True
        )
    except typst.TypstError as error:
        raise SheetError(f"The sheet could not be set: {error}") from None
    if not isinstance(made, bytes):
        raise SheetError("The sheet could not be set: it became several files.")
    return made


class SheetError(RuntimeError):
    """A defect: no session makes a sheet that cannot be set."""


def sheet_data(session: Session, words: SheetWords, *, atlas: Atlas, paper: Paper, build: Build) -> dict[str, Any]:
    """Every word and drawing of it, as JSON data."""
    figure = numbered_figure(tuple(_worked(session, atlas)), build)
    arc = arcs.draw(session)
    title = telling.title(session, atlas)
    before = (*telling.consent(session), *session.before)
    after = (*session.after, *telling.refer_lines(session, atlas))
    return {
        "paper": paper,
        "document": f"{title}, {session.minutes} minutes",
        "title": title,
        "line": _line(session),
        "stop_heading": "Stop signs",
        "stop": telling.STOP,
        "signs_lead": "No session at all, now or later, if any of this is so or may be so:",
        "signs": list(short_list()),
        "signs_then": "Then call the emergency number where you are. Do not drive yourself.",
        "figure": {"svg": figure.svg, "words": figure.words},
        "arc": {
            "svg": _arc_svg(arc),
            "heading": "Pressure over time",
            "words": arc.text,
            "labels": [{"name": label.name, "share": label.share} for label in arc.labels],
        },
        "steps_heading": "Step by step",
        "columns": ["", "At", "For", "What to do", "Pressure"],
        "steps": [_row(number, step, atlas) for number, step in enumerate(session.steps, start=1)],
        "notes": [
            {"name": name, "lines": list(lines)}
            for name, lines in (("Before", before), ("Limits", words.limits), ("After", after))
        ],
        "foot": _foot(words),
    }


def _line(session: Session) -> str:
    parts = (f"{session.minutes} minutes", telling.hands(session), telling.positions(session))
    return " · ".join(parts)


def _foot(words: SheetWords) -> str:
    until = f"Good until {words.good_until}: after that, ask again how things are. " if words.good_until else ""
    return f"{until}Made by Unclench. {UNREVIEWED}"


def _row(number: int, step: Step, atlas: Atlas) -> dict[str, str]:
    technique = atlas.techniques[step.technique]
    layer = f"with {telling.LAYER_WORDS[step.layer]}" if step.layer else ""
    what = (telling.places(step, atlas), ", ".join(step.points), telling.side_words(step), layer)
    return {
        "number": str(number),
        "at": telling.clock(step.start_s),
        "length": telling.clock(step.duration_s),
        "name": technique.name,
        "what": " · ".join(part for part in what if part),
        "summary": capital(technique.summary),
        "pressure": f"{step.level} · {telling.LEVEL_WORDS[step.level]}" if step.contact else "",
    }


def _worked(session: Session, atlas: Atlas) -> Iterator[Worked]:
    """Every region that hands touch, in the order of the work, with the numbers of its steps."""
    found: dict[tuple[str, Literal["left", "right", "both"]], list[int]] = {}
    for number, step in enumerate(session.steps, start=1):
        for region in step.contact:
            found.setdefault((region, _SIDES.get(step.side, "both")), []).append(number)
    for (region, side), numbers in found.items():
        yield Worked(region, atlas.regions[region].name, side, tuple(numbers))


def _arc_svg(arc: arcs.Arc) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {arcs.WIDTH} {arcs.HEIGHT}" width="{arcs.WIDTH}" '
        f'height="{arcs.HEIGHT}"><path d="{arc.divide}" stroke="#d9cabf" fill="none"/>'
        f'<path d="{arc.area}" fill="{_TOUCH}" fill-opacity=".16"/>'
        f'<path d="{arc.line}" stroke="{_TOUCH}" stroke-width="2.4" fill="none"/>'
        f'<path d="{arc.mind}" stroke="{_MIND}" stroke-width="3" stroke-dasharray="2 5" stroke-linecap="round" '
        'fill="none"/></svg>'
    )
