"""A picture: SVG that follows the reader's light or dark, a sentence, and a table."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH = 440
"""User units. On a phone one is a little less than a pixel, so no letter is smaller than 14."""

_STYLE = """
svg { background: var(--ground); font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif;
  --ground: #fcf9f4; --ink: #2c241d; --soft: #655648; --line: #dccfbe; --edge: #8a7867;
  --session: #285a4d; --other: #a4552f; --faint: #e9e1d5; --none: #fcf9f4; }
@media (prefers-color-scheme: dark) { svg { --ground: #28211b; --ink: #ede2d3; --soft: #b9a691; --line: #40362d;
  --edge: #8d7b69; --session: #86b49d; --other: #e5a27c; --faint: #3a3028; --none: #28211b; } }
text { fill: var(--ink); font-size: 15px; }
.head { font-size: 17px; font-weight: 600; }
.soft { fill: var(--soft); font-size: 14px; }
.axis { stroke: var(--edge); stroke-width: 1.5; }
.rule { stroke: var(--line); stroke-width: 1; }
.mark { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; }
.session { fill: var(--session); stroke: var(--session); stroke-width: 2; }
.other { fill: var(--ground); stroke: var(--other); stroke-width: 2.5; }
.curve { fill: none; stroke: var(--session); stroke-width: 3; stroke-linejoin: round; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """`name`: for a file. `sentence`: what one sees, in words. `table`: the header and the rows."""

    name: str
    title: str
    sentence: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str

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
    style: str = "",
) -> Picture:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-labelledby="{name}-title {name}-words">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-words">{escape(sentence)}</desc>'
        f"<style>{_STYLE}{style}</style>"
        f'<rect width="{WIDTH}" height="{height:g}" fill="var(--ground)"/>' + "".join(parts) + "</svg>\n"
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
