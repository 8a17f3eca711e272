"""One picture of the figure with what is drawn on it, cropped to the place at work; and several side by side."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from unclench.figure.drawing import Box, Drawing, figure_group, short
from unclench.figure.marks import Mark, Pen
from unclench.figure.surface import Array

SIDE = 320.0
"""A picture is a square of so many units; lines and letters are sized by it."""
GAP, NOTE_HEIGHT = 14.0, 24.0
OUTLINE, WAY, BADGE = 1.9, 3.6, 9.5
THUMB_SCALE = 1.45
"""Lines of a thumbnail are wider by so much, since it is looked at in a quarter of the size."""
NARROWEST_MM, ROOM = 190.0, 1.5

VIEW_WORDS = {
    "front": "From the front",
    "back": "From behind",
    "left": "From the left",
    "right": "From the right",
    "top": "From above",
    "hand_back": "{side} hand, the back of it",
    "hand_palm": "{side} hand, the palm",
    "forearm": "{side} forearm, thumb side",
    "leg_outer": "{side} leg, from outside",
    "leg_inner": "{side} leg, from inside",
    "foot_top": "{side} foot, from above",
    "sole": "{side} foot, the sole",
}


@dataclass(frozen=True, eq=False)
class Numbered:
    """A mark and its number in the order of work; 0 is none."""

    mark: Mark
    number: int = 0


@dataclass(frozen=True, eq=False)
class Panel:
    drawn: Drawing
    marks: Sequence[Numbered] = ()
    under: str = ""
    """What lies on the figure below the marks, as SVG in millimetres on its page."""
    around_mm: Array = field(default_factory=lambda: np.zeros((0, 2)))
    """What has to be in the picture beside the marks."""
    note: str = ""
    narrowest_mm: float = NARROWEST_MM
    roomy: bool = False
    """What is drawn stands beside the figure, so the picture may reach over the edge of the drawing."""

    def crop_mm(self) -> Box:
        left, top, right, bottom = self.drawn.box_mm
        places = np.concatenate([*(numbered.mark.places_mm for numbered in self.marks), self.around_mm])
        whole = max(right - left, bottom - top)
        if self.roomy and len(places):
            low, high = places.min(axis=0), places.max(axis=0)
            span = max(float((high - low).max()) * 1.24, self.narrowest_mm)
            middle = (low + high) / 2
            return _square((float(middle[0]), float(middle[1])), span, (-1e4, -1e4, 1e4, 1e4))
        if not len(places):
            return _square(((left + right) / 2, (top + bottom) / 2), whole, self.drawn.box_mm)
        low, high = places.min(axis=0), places.max(axis=0)
        span = min(max(float((high - low).max()) * ROOM, self.narrowest_mm), whole)
        middle = (low + high) / 2
        return _square((float(middle[0]), float(middle[1])), span, self.drawn.box_mm)

    @property
    def words(self) -> str:
        return VIEW_WORDS[self.drawn.view].format(side=self.drawn.limb_side.capitalize())


def pen_for(span_mm: float, *, thumb: bool) -> Pen:
    return Pen(WAY * span_mm / SIDE * (THUMB_SCALE if thumb else 1.0))


def picture(panels: Sequence[Panel], title: str, description: str, *, thumb: bool = False) -> str:
    """A whole `<svg>`. The same content gives the same text, ids included. A thumbnail has the first picture only."""
    panels = panels[:1] if thumb else panels
    parts = "".join(_panel(panel, number, thumb=thumb) for number, panel in enumerate(panels))
    key = f"fig{zlib.crc32((title + description + parts).encode()):08x}"
    width = SIDE * len(panels) + GAP * (len(panels) - 1)
    height = SIDE if thumb else SIDE + NOTE_HEIGHT
    kind = "fig fig-thumb" if thumb else "fig"
    return (
        f'<svg class="{kind}" role="img" aria-labelledby="{key}-t {key}-d" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {short(width)} {short(height)}" width="{short(width)}" height="{short(height)}">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>'
        f"{parts.replace(KEY, key)}</svg>"
    )


KEY = "%KEY%"


def _panel(panel: Panel, number: int, *, thumb: bool) -> str:
    left, top, right, bottom = panel.crop_mm()
    span = right - left
    unit_mm = span / SIDE
    line_mm = OUTLINE * unit_mm * (1.5 if thumb else 1.0)
    group = figure_group(panel.drawn, line_mm, f"{KEY}-{number}")
    marks = "".join(numbered.mark.svg for numbered in panel.marks)
    badges = "" if thumb else _badges(panel.marks, unit_mm, (left, top, right, bottom))
    x = number * (SIDE + GAP)
    inner = (
        f'<svg x="{short(x)}" y="0" width="{short(SIDE)}" height="{short(SIDE)}" '
        f'viewBox="{short(left)} {short(top)} {short(span)} {short(span)}">{group}{panel.under}{marks}{badges}</svg>'
    )
    if thumb:
        return inner
    note = f"{panel.words}{'. ' + panel.note if panel.note else ''}"
    return (
        f'{inner}<text class="fig-note" x="{short(x + SIDE / 2)}" y="{short(SIDE + 17)}" text-anchor="middle" '
        f'font-size="13">{escape(note)}</text>'
    )


def _square(middle: tuple[float, float], span: float, box: Box) -> Box:
    """Of this size, moved so far that it lies within the box where it can."""
    left, top, right, bottom = box
    x = _within(middle[0], span, left, right)
    y = _within(middle[1], span, top, bottom)
    return (x - span / 2, y - span / 2, x + span / 2, y + span / 2)


def _within(middle: float, span: float, low: float, high: float) -> float:
    if span >= high - low:
        return (low + high) / 2
    return min(max(middle, low + span / 2), high - span / 2)


def _badges(marks: Sequence[Numbered], unit_mm: float, crop: Box) -> str:
    """Numbers beside the beginning of each mark, where they hide least."""
    radius = BADGE * unit_mm
    taken = [numbered.mark.places_mm for numbered in marks]
    texts = []
    placed: list[Array] = []
    for numbered in marks:
        if not numbered.number:
            continue
        place = _free(numbered.mark.start_mm, np.concatenate([*taken, *placed]), radius, crop)
        placed.append(_rim(place, radius))
        x, y = place
        texts.append(
            f'<circle class="fig-badge" cx="{short(x)}" cy="{short(y)}" r="{short(radius)}" '
            f'stroke-width="{short(1.6 * unit_mm)}"/>'
            f'<text class="fig-number" x="{short(x)}" y="{short(y + 4.4 * unit_mm)}" text-anchor="middle" '
            f'font-size="{short(12.5 * unit_mm)}">{numbered.number}</text>'
        )
    return "".join(texts)


def _free(start: Array, taken: Array, radius: float, crop: Box) -> Array:
    left, top, right, bottom = crop
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    best, score = start, -np.inf
    for away in (1.5, 2.0, 2.6, 3.4):
        for angle in angles:
            place = start + away * radius * np.array([np.cos(angle), np.sin(angle)])
            inside = left + radius < place[0] < right - radius and top + radius < place[1] < bottom - radius
            clear = float(np.linalg.norm(taken - place, axis=1).min())
            value = min(clear, 1.7 * radius) - 0.3 * away * radius - (0.0 if inside else 100.0)
            if value > score:
                best, score = place, value
    return best


def _rim(middle: Array, radius: float) -> Array:
    angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    rim: Array = np.concatenate([middle[None], middle + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)])
    return rim
