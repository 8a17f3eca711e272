"""The planner's curve: the chance of an answer, by the length of the trial."""

from __future__ import annotations

from unclench.trials.pictures.svg import WIDTH, Picture, circle, line, percent, picture, polyline, words
from unclench.trials.planning import Plan

LEFT, RIGHT = 66.0, WIDTH - 24.0
TOP, BOTTOM = 92.0, 262.0


def draw_power(plan: Plan) -> Picture:
    """A point for each length, joined by straight lines."""
    longest = plan.curve[-1].length

    def at(length: float, chance: float) -> tuple[float, float]:
        return LEFT + (RIGHT - LEFT) * length / longest, BOTTOM - (BOTTOM - TOP) * chance

    told = assumed(plan)
    parts = [
        words(24, 28, "The chance of an answer", "head"),
        words(24, 50, f"{told}:", "soft"),
        words(24, 71, f"by its length in {plan.unit}, if planned to end there.", "soft"),
    ]
    for chance in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = at(0, chance)[1]
        parts.append(line(LEFT, y, RIGHT, y, "axis" if chance == 0 else "rule"))
        parts.append(words(LEFT - 8, y + 5, f"{chance:.0%}".replace("%", " %"), "end"))
    points = [at(0, 0.0), *(at(point.length, point.chance) for point in plan.curve)]
    parts.append(polyline(points, "curve"))
    parts += [circle(x, y, 4.5, "session") for x, y in points[1:]]
    for length in _ticks(longest):
        x = at(length, 0)[0]
        parts.append(line(x, BOTTOM, x, BOTTOM + 6, "axis"))
        parts.append(words(x, BOTTOM + 23, f"{length}", "middle"))
    half = next((point for point in plan.curve if point.chance >= 0.5), None)
    best = plan.curve[-1]
    sentence = (
        f"{told}, an answer is likelier than not from {half.length} {plan.unit} on; "
        if half
        else f"{told}, even {best.length} {plan.unit} are more likely than not to end with “cannot tell yet”; "
    ) + f"after {best.length} {plan.unit} the chance is {percent(best.chance)}."
    return picture(
        "power",
        "The chance of an answer, before you begin",
        sentence,
        header=(plan.unit, "chance of an answer"),
        rows=tuple((str(point.length), percent(point.chance)) for point in plan.curve),
        height=BOTTOM + 40,
        parts=parts,
    )


def assumed(plan: Plan) -> str:
    """The effect that the plan supposes, as the beginning of a sentence."""
    if plan.points_less is not None:
        return f"If pain after a session is {plan.points_less:g} points lower"
    assert plan.fewer is not None
    assert plan.headache_days is not None
    return f"If sessions spare {plan.fewer:.0%} of {plan.headache_days:g} headache days in 28".replace("%", " %")


def _ticks(longest: int) -> list[int]:
    return (
        [longest * part // 4 for part in range(5)] if longest % 4 == 0 else [longest * part // 3 for part in range(4)]
    )
