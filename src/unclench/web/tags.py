"""Template tags: where the built front end lies, and how times and numbers read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

DIST = Path(__file__).parent / "static" / "dist"


class Chunk(TypedDict, total=False):
    """What Vite's manifest says of a file."""

    file: str
    css: list[str]
    imports: list[str]
    dynamicImports: list[str]


class FrontEndMissingError(Exception):
    """The front end was never built; the text says how."""


@cache
def manifest() -> dict[str, Chunk]:
    """By source file. Raises FrontEndMissingError."""
    try:
        chunks: dict[str, Chunk] = json.loads((DIST / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise FrontEndMissingError("The front end is not built. Start with: python3 run.py") from None
    return chunks


@register.simple_tag
@cache
def entry(name: str) -> SafeString:
    """The scripts and styles of an entry: `{% entry "player" %}` stands for frontend/src/entries/player.ts."""
    chunks = manifest()
    key = f"src/entries/{name}.ts"
    styles: dict[str, None] = {}
    _gather_styles(key, chunks, styles, set())
    links = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(f"dist/{path}"),) for path in styles))
    script = format_html('<script type="module" src="{}"></script>', static(f"dist/{chunks[key]['file']}"))
    return format_html("{}\n{}", links, script)


def entry_files(name: str) -> tuple[str, ...]:
    """Every script and style that an entry needs, now or later, as they lie below DIST."""
    chunks, found = manifest(), dict[str, None]()

    def gather(key: str) -> None:
        if chunks[key]["file"] not in found:
            found.update(dict.fromkeys([chunks[key]["file"], *chunks[key].get("css", [])]))
            for imported in (*chunks[key].get("imports", []), *chunks[key].get("dynamicImports", [])):
                gather(imported)

    gather(f"src/entries/{name}.ts")
    return tuple(found)


def _gather_styles(key: str, chunks: dict[str, Chunk], styles: dict[str, None], seen: set[str]) -> None:
    if key in seen:
        return
    seen.add(key)
    for imported in chunks[key].get("imports", []):
        _gather_styles(imported, chunks, styles, seen)
    styles.update(dict.fromkeys(chunks[key].get("css", [])))


@register.filter
def minutes_seconds(seconds: int) -> str:
    """75 is 1:15."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
