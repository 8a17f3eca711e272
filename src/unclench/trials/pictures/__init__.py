"""Four pictures of a trial as SVG, each with a sentence and a table that say the same."""

from unclench.trials.pictures.dots import draw_dots
from unclench.trials.pictures.evidence import draw_evidence
from unclench.trials.pictures.power import draw_power
from unclench.trials.pictures.strip import draw_strip
from unclench.trials.pictures.svg import Picture, Theme

__all__ = ["Picture", "Theme", "draw_dots", "draw_evidence", "draw_power", "draw_strip"]
