"""Techniques that people hear of and that no session guides. They are explained, and have no steps."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from unclench.atlas.types import ClaimId, MuscleId, Read, RegionId, SourceId, TechniqueId
from unclench.atlas.words import all_begin, findable, words_of
from unclench.plain import from_plain

CONTENT = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Unguided:
    id: TechniqueId
    name: str
    aliases: tuple[str, ...]
    summary: str
    why: str
    """Why no session guides it."""
    known: str
    regions: tuple[RegionId, ...]
    muscles: tuple[MuscleId, ...]
    instead: tuple[TechniqueId, ...]
    """What a session may use for the same places."""
    sources: tuple[SourceId, ...]
    read: Read
    claims: tuple[ClaimId, ...] = ()


@cache
def load_unguided() -> Mapping[TechniqueId, Unguided]:
    data = tomllib.loads(CONTENT.read_text("utf-8"))["unguided"]
    entries = (from_plain(Unguided, entry) for entry in data)
    return {entry.id: entry for entry in entries}


def found_by(words: str) -> tuple[Unguided, ...]:
    """Those of whose names every word begins one, as in the search of the atlas."""
    wanted = words_of(words)
    return tuple(entry for entry in load_unguided().values() if wanted and _answers(entry, wanted))


def _answers(entry: Unguided, wanted: list[str]) -> bool:
    known = findable((entry.name, *entry.aliases), ())
    return "".join(wanted) in known.forms or all_begin(wanted, known.name_words)
