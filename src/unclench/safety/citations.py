"""What the rules' sources are, in the words one types into a library search."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from unclench.atlas.types import Source, SourceId
from unclench.plain import from_plain

_FILE = Path(__file__).with_name("content") / "sources.toml"


@cache
def load_citations() -> Mapping[SourceId, Source]:
    """Read when sources are first shown; screening does not need them."""
    entries = from_plain(tuple[Source, ...], tomllib.loads(_FILE.read_text("utf-8"))["source"])
    return {source.id: source for source in entries}
