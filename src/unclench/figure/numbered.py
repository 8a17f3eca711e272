"""The figure from the front and from behind with numbers beside it: where each step of a session works.

For paper: light colours of its own, written into the picture, and numbers in two columns with a line to each place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unclench.figure import bezier
from unclench.figure.body import Build
from unclench.figure.drawing import Drawing, Patch, ViewName, drawing, figure_group, short
from unclench.wording import listed

HALF_MM, TOP_MM, LOWEST_MM = 223.0, -268.0, 170.0
"""What is shown at least: to each side of the middle, from above the head to below the shoulders."""
BELOW_MM = 45.0
"""So much more, below the lowest place at work."""
COLUMN_MM, ROW_MM, LETTER_MM = 60.0, 33.0, 29.0
LETTER_WIDTH = 0.5
"""Of a digit, in its height."""
LIMB_MM, LIMBS_IN_A_ROW = 150.0, 4
LINE_MM = 2.2
FADE_MM = 60.0
"""The body goes on below the picture, and fades."""

_STYLE = """
.fig-skin{fill:#f8ebe1}.fig-shade{fill:#f1ddcf}.fig-hair{fill:#e3d8cf}.fig-brow{fill:#c9b8ab}.fig-lip{fill:#eccbbf}
.fig-garment{fill:#e4ede9}.fig-outline,.fig-contour,.fig-dark,.fig-line,.fig-faint,.fig-strand{fill:none;
stroke:#6d5145;stroke-linecap:round;stroke-linejoin:round}.fig-faint{stroke:#b79c8d}.fig-strand{stroke:#c7b5a8}
.at{fill:#b4502a;fill-opacity:.42;stroke:#8b3a1b;stroke-width:1.6}
.to{fill:none;stroke:#5a4a42;stroke-width:1.5}.dot{fill:#8b3a1b}
text{font-family:"Libertinus Serif";font-weight:bold;fill:#2b211c}
"""

_LIMBS: Mapping[str, ViewName] = {
    "hand_web": "hand_back",
    "hand_edge": "hand_palm",
    "wrist_forearm": "forearm",
    "lower_leg": "leg_outer",
    "foot_sole": "sole",
    "foot_dorsum": "foot_top",
}
"""Places that the bust does not show, and where they are seen best."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A region at work, on which side, by the numbers of its steps."""

    region: str
    name: str
    side: Literal["left", "right", "both"]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NumberedFigure:
    svg: str
    width_mm: float
    height_mm: float
    words: str
    """The same for whoever does not see it."""


def numbered_figure(places: Sequence[Worked], build: Build = "reference") -> NumberedFigure:
    """Raises ValueError for a region that no drawing shows."""
    front, back = drawing("front", build), drawing("back", build)
    seen: dict[str, list[Worked]] = {"front": [], "back": [], "limb": []}
    for place in places:
        seen[_best(place, front, back)].append(place)
    used = [
        low
        for drawn, name in ((front, "front"), (back, "back"))
        for place in seen[name]
        for patch in _patches(drawn, place)
        for low in [_corners(patch.d)[3]]
    ]
    bottom = max([LOWEST_MM, *(low + BELOW_MM for low in used)])
    rows = -(-len(seen["limb"]) // LIMBS_IN_A_ROW)
    longest = max((len(ranges(place.numbers)) for place in places), default=0)
    column_mm = max(COLUMN_MM, 12 + longest * LETTER_WIDTH * LETTER_MM)
    width, height = 2 * (2 * HALF_MM + column_mm), bottom - TOP_MM + rows * LIMB_MM
    middles = (column_mm + HALF_MM, column_mm + 3 * HALF_MM)
    parts = [
        _bust(front, seen["front"], middles[0], bottom, column=-1),
        _bust(back, seen["back"], middles[1], bottom, column=1),
        *_limbs(seen["limb"], build, bottom - TOP_MM, width),
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(width)} {short(height)}" '
        f'width="{short(width)}" height="{short(height)}"><style>{_STYLE}</style>{"".join(parts)}</svg>'
    )
    return NumberedFigure(svg, width, height, _words(places))


def _best(place: Worked, front: Drawing, back: Drawing) -> str:
    if place.region in _LIMBS:
        return "limb"
    sizes = {name: sum(map(_size, _patches(drawn, place))) for name, drawn in (("front", front), ("back", back))}
    if not any(sizes.values()):
        raise ValueError(f"no drawing shows the region {place.region!r}")
    return max(sizes, key=lambda name: sizes[name])


def _patches(drawn: Drawing, place: Worked) -> list[Patch]:
    own = [patch for patch in drawn.patches if patch.region == place.region]
    return [patch for patch in own if place.side == "both" or patch.side == place.side] or own


def _bust(drawn: Drawing, places: Sequence[Worked], middle: float, bottom: float, *, column: Literal[-1, 1]) -> str:
    """One of the two views, its numbers in a column to the left (-1) or to the right."""
    fade = f"fade-{drawn.view}"
    group = figure_group(drawn, LINE_MM, f"fig-{drawn.view}")
    marks = "".join(f'<path class="at" d="{patch.d}"/>' for place in places for patch in _patches(drawn, place))
    anchors = [(_anchor(_patches(drawn, place), column), place) for place in places]
    anchors.sort(key=lambda entry: (entry[0][1], entry[0][0]))
    heights = _spread([y for (_, y), _ in anchors], TOP_MM + ROW_MM / 2, bottom - ROW_MM / 2)
    lines = []
    for ((x, y), place), at in zip(anchors, heights, strict=True):
        edge = column * (HALF_MM - 2)
        text_x, anchor = column * (HALF_MM + 6), "end" if column < 0 else "start"
        lines.append(
            f'<path class="to" d="M{short(x)} {short(y)}L{short(edge)} {short(at)}"/>'
            f'<circle class="dot" cx="{short(x)}" cy="{short(y)}" r="3.4"/>'
            f'<text x="{short(text_x)}" y="{short(at + LETTER_MM / 3)}" font-size="{short(LETTER_MM)}" '
            f'text-anchor="{anchor}">{ranges(place.numbers)}</text>'
        )
    box = f'x="{short(-HALF_MM)}" y="{short(TOP_MM)}" width="{short(2 * HALF_MM)}" height="{short(bottom - TOP_MM)}"'
    return (
        f'<g transform="translate({short(middle)} {short(-TOP_MM)})">'
        f'<linearGradient id="{fade}-g" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="{short(bottom - FADE_MM)}" '
        f'y2="{short(bottom)}"><stop stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient>'
        f'<mask id="{fade}" maskUnits="userSpaceOnUse" {box}><rect {box} fill="url(#{fade}-g)"/></mask>'
        f'<g mask="url(#{fade})">{group}{marks}</g>{"".join(lines)}</g>'
    )


def _limbs(places: Sequence[Worked], build: Build, top: float, width: float) -> Iterator[str]:
    """Hands and legs, a small picture each with its numbers below."""
    share = width / max(1, min(LIMBS_IN_A_ROW, len(places)))
    for number, place in enumerate(places):
        row, column = divmod(number, LIMBS_IN_A_ROW)
        drawn = drawing(_LIMBS[place.region], build, "left" if place.side == "left" else "right")
        left, low, right, high = drawn.box_mm
        scale = min((LIMB_MM - 40) / (high - low), (share - 90) / (right - left))
        x, y = column * share + share / 2, top + row * LIMB_MM + 8
        marks = "".join(f'<path class="at" d="{patch.d}"/>' for patch in _patches(drawn, place))
        group = figure_group(drawn, LINE_MM / scale, f"fig-limb{number}")
        yield (
            f'<g transform="translate({short(x - 22)} {short(y)}) scale({scale:.4f}) '
            f'translate({short(-(left + right) / 2)} {short(-low)})">{group}{marks}</g>'
            f'<text x="{short(x + (right - left) * scale / 2 - 12)}" y="{short(y + (high - low) * scale / 2)}" '
            f'font-size="{short(LETTER_MM)}" text-anchor="start">{ranges(place.numbers)}</text>'
        )


def _anchor(patches: Sequence[Patch], column: Literal[-1, 1]) -> tuple[float, float]:
    """The place nearest to the column."""
    return max((patch.label_mm for patch in patches), key=lambda label: column * label[0])


def _spread(wanted: Sequence[float], low: float, high: float) -> list[float]:
    """Heights near those wanted (which rise), each a row from the next, between low and high if there is room."""
    row = min(ROW_MM, (high - low) / max(1, len(wanted) - 1))
    placed: list[float] = []
    for height in wanted:
        placed.append(max(height, placed[-1] + row) if placed else max(height, low))
    limit = high
    for number in range(len(placed) - 1, -1, -1):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - row
    return placed


def ranges(numbers: Sequence[int]) -> str:
    """ "3, 5–7"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        str(run[0]) if len(run) == 1 else f"{run[0]}{', ' if len(run) == 2 else '–'}{run[-1]}" for run in runs
    )


def _corners(d: str) -> tuple[float, float, float, float]:
    """The box around the nodes of a path of ours: `M` says where, and `c` goes on from there."""
    points: list[tuple[float, float]] = []
    x = y = 0.0
    for letter, numbers in bezier.commands(d):
        if letter == "M":
            x, y = numbers[0], numbers[1]
            points.append((x, y))
        for at in range(4, len(numbers), 6) if letter == "c" else ():
            x, y = x + numbers[at], y + numbers[at + 1]
            points.append((x, y))
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def _size(patch: Patch) -> float:
    left, top, right, bottom = _corners(patch.d)
    return (right - left) * (bottom - top)


def _words(places: Sequence[Worked]) -> str:
    if not places:
        return "The body from the front and from behind; nothing is touched."
    told = [
        f"{place.name.lower()}{'' if place.side == 'both' else f' ({place.side})'}: "
        f"{'step' if len(place.numbers) == 1 else 'steps'} {ranges(place.numbers)}"
        for place in places
    ]
    return f"The body from the front and from behind, with the numbers of the steps: {listed(told)}."
