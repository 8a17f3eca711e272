"""What a session kept in the browser needs beside its page and its sound: scripts, styles, pictures, the figure."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.templatetags.static import static
from django.urls import reverse

from unclench.figure.body import Build
from unclench.web.figures.files import NAMES, digest, mesh_file
from unclench.web.tags import DIST, entry_files

ENTRIES = ("phonefile", "kept", "offline")
PICTURES = ("icon.svg",)
PAGE_BYTES = 400_000
"""About what the page with its drawings and the motion of the figure take, unpacked; measured."""


def addresses() -> tuple[str, ...]:
    """Without the page and the sound themselves."""
    files = (static(f"dist/{name}") for name in _names())
    meshes = (reverse("figure_mesh", args=[digest(), name]) for name in NAMES)
    return (*files, *meshes)


@cache
def size_bytes() -> int:
    """Of all of it in a browser, where it lies unpacked; the page and the motion are counted as usual."""
    files = sum((DIST / name).stat().st_size for name in _names())
    return files + sum(len(mesh_file(name).content) for name in NAMES) + PAGE_BYTES


def motion_address(plan: UUID, build: Build) -> str:
    """What the figure does in this plan, on this body: another body has another address."""
    return f"{reverse('plan_motion', args=[plan])}?build={build}&kept"


def _names() -> tuple[str, ...]:
    return (*dict.fromkeys(name for entry in ENTRIES for name in entry_files(entry)), *PICTURES)
