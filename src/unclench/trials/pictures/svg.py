"""A picture: SVG in the colours of the pages, a sentence, and a table.

The colours stand in the rules themselves, without variables, so that printers and other programs draw them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from xml.sax.saxutils import escape

WIDTH = 440
"""User units. On a phone one is a little less than a pixel, so no letter is smaller than 14."""

Theme = Literal["auto", "light", "dark", "dim"]
"""auto: the reader's light or dark."""

COLOURS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "light": {
            "ground": "#fcf9f4",
            "ink": "#2c241d",
            "soft": "#655648",
            "line": "#dccfbe",
            "edge": "#8a7867",
            "session": "#285a4d",
            "other": "#a4552f",
        },
        "dark": {
            "ground": "#28211b",
            "ink": "#ede2d3",
            "soft": "#b9a691",
            "line": "#40362d",
            "edge": "#8d7b69",
            "session": "#86b49d",
            "other": "#d98d62",
        },
        "dim": {
            "ground": "#1c130b",
            "ink": "#bd9468",
            "soft": "#9e7b55",
            "line": "#33241a",
            "edge": "#7d6043",
            "session": "#c3955f",
            "other": "#a86f3b",
        },
    }
)
"""Those of the pages: raised, ink, ink-soft, line, edge-ink, accent (in dim its text), touch. Dim has one hue: there
shapes and words tell everything."""

_SHAPES = """
text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; font-size: 15px; }
.head { font-size: 17px; font-weight: 600; } .soft { font-size: 14px; }
.number { font-size: 14px; text-anchor: middle; font-weight: 600; }
.axis { stroke-width: 1.5; } .rule { stroke-width: 1; } .mark { stroke-width: 1.5; stroke-dasharray: 5 4; }
.session { stroke-width: 2; } .other { stroke-width: 2.5; } .under { stroke-width: 2; }
.curve, .trace { stroke-width: 3; stroke-linejoin: round; }
.day { stroke-width: 1.5; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
"""
_FILLS = """
.ground { fill: GROUND; } text { fill: INK; } .soft { fill: SOFT; } .number { fill: GROUND; }
.axis { stroke: EDGE; } .rule { stroke: LINE; } .mark { stroke: INK; }
.session { fill: SESSION; } .session, .curve, .under { stroke: SESSION; } .curve, .trace { fill: none; }
.trace { stroke: INK; } .now { fill: INK; }
.other { fill: GROUND; stroke: OTHER; }
.s0 { fill: GROUND; stroke: EDGE; } .s1 { fill: INK; stroke: INK; }
"""


def _filled(theme: str) -> str:
    rules = _FILLS
    for name, colour in COLOURS[theme].items():
        rules = rules.replace(name.upper(), colour)
    return rules


_STYLES: Mapping[Theme, str] = {
    "auto": f"{_filled('light')}@media (prefers-color-scheme: dark) {{{_filled('dark')}}}\n",
    "light": _filled("light"),
    "dark": _filled("dark"),
    "dim": _filled("dim"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """`name`: for a file. `sentence`: what one sees, in words. `table`: the header and the rows."""

    name: str
    title: str
    sentence: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str
    """In the reader's light or dark."""

    def in_theme(self, theme: Theme) -> str:
        """The SVG in the colours of one theme."""
        return self.svg.replace(_STYLES["auto"], _STYLES[theme])

    def markdown_table(self) -> str:
        lines = ["| " + " | ".join(cells) + " |" for cells in (self.header, ("---",) * len(self.header), *self.rows)]
        return "\n".join(lines)


def picture(
    name: str,
    title: str,
    sentence: str,
    *,
    header: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    height: float,
    parts: list[str],
) -> Picture:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-labelledby="{name}-title {name}-words">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-words">{escape(sentence)}</desc>'
        f"<style>{_SHAPES}{_STYLES['auto']}</style>"
        f'<rect class="ground" width="{WIDTH}" height="{height:g}"/>' + "".join(parts) + "</svg>\n"
    )
    return Picture(name, title, sentence, header, rows, svg)


def words(x: float, y: float, text: str, kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{_kind(kind)}>{escape(text)}</text>'


def line(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"{_kind(kind)}/>'


def circle(x: float, y: float, radius: float, kind: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"{_kind(kind)}/>'


def box(x: float, y: float, width: float, height: float, kind: str, *, round_by: float = 0) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round_by:g}"{_kind(kind)}/>'


def polyline(points: list[tuple[float, float]], kind: str) -> str:
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"{_kind(kind)}/>'


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def number(value: float) -> str:
    """One decimal, a real minus, and no minus zero."""
    shown = f"{value:.1f}"
    return "0.0" if shown == "-0.0" else shown.replace("-", "−")


def percent(chance: float) -> str:
    """Whole per cents; near the ends what is safe to say."""
    if chance < 0.01:
        return "less than 1 %"
    if chance > 0.99:
        return "more than 99 %"
    return f"{chance:.0%}".replace("%", " %")
