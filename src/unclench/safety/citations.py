"""What the sources of rules and atlas are, in the words one types into a library search."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from unclench.atlas import load_atlas
from unclench.atlas.types import Source, SourceId
from unclench.plain import from_plain

_FILE = Path(__file__).with_name("content") / "sources.toml"


@cache
def load_citations() -> Mapping[SourceId, Source]:
    """Those of the atlas, and what the rules alone cite. Read when sources are first shown; screening needs none.

    Raises ValueError where a source stands in both places: it would have two pages.
    """
    known = load_atlas().sources
    own = from_plain(tuple[Source, ...], tomllib.loads(_FILE.read_text("utf-8"))["source"])
    if twice := [source.id for source in own if source.id in known]:
        raise ValueError(f"{_FILE.name}: {', '.join(twice)}: the atlas has these sources already")
    return {**known, **{source.id: source for source in own}}


def cited(ids: Iterable[SourceId]) -> tuple[Source, ...]:
    """These sources, each once; what is no source is passed over."""
    known = load_citations()
    return tuple(known[name] for name in dict.fromkeys(ids) if name in known)
