"""From the content files to the atlas. Imports pydantic, so it is itself imported only when needed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from unclench import stored
from unclench.atlas.links import check_links
from unclench.atlas.load import Atlas
from unclench.atlas.reading import read_shelf
from unclench.atlas.types import Kind


def compile_atlas(content: Path) -> Atlas:
    """Read and check the folder `content`. Raises ContentError at the first mistake."""
    shelf = read_shelf(content)
    check_links(shelf)
    entries: dict[Kind, dict[str, Any]] = {
        kind: {name: found.entry for name, found in kept.items()} for kind, kept in shelf.items()
    }
    return Atlas(version=hashlib.sha256(stored.canonical(entries)).hexdigest()[:12], **entries)
