"""The tones of skin and hair that a person can choose for the figure; the viewer reads the same file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Tones:
    """Colours as #rrggbb, from light to deep; a hair that is none has no colour."""

    skins: Mapping[str, str]
    hairs: Mapping[str, str]


@cache
def load_tones() -> Tones:
    read = json.loads(resources.files("unclench.figure").joinpath("assets", "tones.json").read_text("utf-8"))
    return Tones(read["skins"], read["hairs"])
