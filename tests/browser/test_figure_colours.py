"""The marks on the figure can be told apart in every kind of colour vision, and seen on every skin.

How a colour looks without red, green or blue cones: G. Machado, M. Oliveira and L. Fernandes, "A physiologically-based
model for simulation of color vision deficiency", IEEE TVCG 15 (2009), matrices for severity 1.0, on linear RGB.
Contrast: WCAG 2.2, at least 3 to 1 for what carries meaning without being text (1.4.11).
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.browser.app import HERE
from unclench.figure.tones import load_tones

VISIONS = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
LEAST = 3.0
PAIRS = (
    ("ahead", "aheadEdge"),
    ("gone", "goneEdge"),
    ("touch", "touchEdge"),
    ("touchEdge", "touchOutline"),
    ("ahead", "gone"),
    ("ahead", "touch"),
)
MARKS = ("ahead", "gone", "touch")


def _marks() -> dict[str, dict[str, str]]:
    """By theme, as the viewer has them."""
    source = (HERE / "frontend/src/figure/palette.ts").read_text("utf-8")
    bright = _colours(source.split("const BRIGHT: Marks = {")[1].split("}")[0])
    by_theme = source.split("export const MARKS")[1].split("};")[0]
    found = {}
    for theme, told in re.findall(r"^  (\w+): (BRIGHT|\{.*?\}),$", by_theme, re.MULTILINE | re.DOTALL):
        found[theme] = (bright if "BRIGHT" in told else {}) | _colours(told)
    return found


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', text))


def _linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, two: str, vision: str) -> float:
    lights = sorted(
        float(np.clip(VISIONS[vision] @ _linear(colour), 0, 1) @ [0.2126, 0.7152, 0.0722]) for colour in (one, two)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_every_theme_has_all_marks() -> None:
    marks = _marks()
    assert set(marks) == {"light", "dark", "dim"}
    assert all(len(colours) == 7 for colours in marks.values())


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", ["light", "dark", "dim"])
def test_marks_differ_from_their_edges_and_from_each_other(theme: str, vision: str) -> None:
    marks = _marks()[theme]
    found = {pair: round(_contrast(marks[pair[0]], marks[pair[1]], vision), 2) for pair in PAIRS}
    assert {pair: value for pair, value in found.items() if value < LEAST} == {}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("skin", load_tones().skins)
def test_a_mark_or_its_edge_stands_out_on_every_skin(skin: str, vision: str) -> None:
    marks, tone = _marks()["light"], load_tones().skins[skin]
    for mark in MARKS:
        best = max(
            _contrast(marks[name], tone, vision) for name in (mark, f"{mark}Edge", f"{mark}Outline") if name in marks
        )
        assert best >= LEAST, (mark, round(best, 2))
