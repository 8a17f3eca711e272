"""The e-value over time: how much the coins alone speak for the sessions."""

from __future__ import annotations

import math

from unclench.trials.finding import EARLY
from unclench.trials.monitoring import Monitoring
from unclench.trials.pictures.svg import WIDTH, Picture, circle, line, picture, polyline, words

LEFT, RIGHT = 52.0, WIDTH - 20.0
TOP, BOTTOM = 92.0, 262.0
TITLE = "Evidence so far, from coin tosses alone"


def draw_evidence(monitoring: Monitoring, *, unit: str) -> Picture:
    """`unit`: what a step is, in the plural: pairs of weeks, days, attacks."""
    values = [1.0, *(look.e for look in monitoring.looks)]
    high = max(100.0, 10 ** math.ceil(math.log10(max(values) * 1.01)))
    low = min(0.1, 10 ** math.floor(math.log10(max(min(values), 1e-4))))
    steps = max(len(values) - 1, 1)

    def at(step: float, value: float) -> tuple[float, float]:
        share = (math.log(max(value, low)) - math.log(low)) / (math.log(high) - math.log(low))
        return LEFT + (RIGHT - LEFT) * step / steps, BOTTOM - (BOTTOM - TOP) * share

    parts = [
        words(LEFT - 28, 28, TITLE, "head"),
        words(LEFT - 28, 50, "None at 1. Higher is for sessions, lower against.", "soft"),
        words(LEFT - 28, 71, f"Only {EARLY:g} (dashed) or more is an early answer.", "soft"),
    ]
    tick = low
    while tick <= high * 1.001:
        y = at(0, tick)[1]
        parts.append(line(LEFT, y, RIGHT, y, "rule"))
        parts.append(words(LEFT - 8, y + 5, f"{tick:g}", "end"))
        tick *= 10
    y = at(0, EARLY)[1]
    parts.append(line(LEFT, y, RIGHT, y, "mark"))
    parts.append(words(LEFT - 8, y + 5, f"{EARLY:g}", "end"))
    points: list[tuple[float, float]] = []
    for step, value in enumerate(values):
        if points:
            points.append((at(step, value)[0], points[-1][1]))
        points.append(at(step, value))
    parts.append(polyline(points, "trace"))
    parts.append(circle(*points[-1], 5, "now"))
    last_x, last_y = points[-1]
    beside = 22 if len(values) > 1 and values[-2] > values[-1] else -12  # on the side where the curve is not
    parts.append(words(last_x, last_y + beside, f"now {shown(values[-1])}", "end" if len(values) > 1 else ""))
    parts.append(line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis"))
    parts.append(words(LEFT, BOTTOM + 22, "start"))
    parts.append(words(RIGHT, BOTTOM + 22, f"after {len(values) - 1} {unit}", "end"))
    called = monitoring.called
    verdict = "Early answer: sessions help." if called else "Not enough yet to say. This is not a no."
    parts.append(words(LEFT - 28, BOTTOM + 48, verdict))
    parts.append(words(LEFT - 28, BOTTOM + 70, "Each grey line is ten times the one below it.", "soft"))
    told = (
        f"It passed {EARLY:g} after {called.unit + 1} {unit}: an early answer, “helps”."
        if called
        else f"It has not reached {EARLY:g}: not enough yet to say, which is not a no."
    )
    sentence = f"After {len(values) - 1} {unit} the evidence (e-value) is {shown(values[-1])}. {told}"
    return picture(
        "evidence",
        TITLE,
        sentence,
        header=(f"after how many {unit}", "e-value"),
        rows=tuple((str(look.unit + 1), shown(look.e)) for look in monitoring.looks) or (("0", "1.0"),),
        height=BOTTOM + 84,
        parts=parts,
    )


def shown(value: float) -> str:
    return f"{value:.2g}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
