"""What a session kept in the browser needs beside its page and its sound: scripts, styles, pictures, the figure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from uuid import UUID

from django.templatetags.static import static
from django.urls import reverse

from unclench.figure.body import Build
from unclench.web.figures.files import NAMES, digest, mesh_file
from unclench.web.tags import DIST, entry_files

SHELL_ENTRIES = ("offline", "offlineattack")
"""Of the pages that are kept whether or not a session is."""
ENTRIES = ("phonefile", "kept", *SHELL_ENTRIES)
PICTURES = ("icon.svg",)
PAGE_BYTES = 400_000
"""About what the page with its drawings and the motion of the figure take, unpacked; measured."""


def addresses() -> tuple[str, ...]:
    """Without the page and the sound themselves."""
    meshes = (reverse("figure_mesh", args=[digest(), name]) for name in NAMES)
    return (*_files(ENTRIES), *meshes)


def shell_addresses() -> tuple[str, ...]:
    """Of the page of what is kept and of the attack page, with both."""
    return (*_files(SHELL_ENTRIES), reverse("offline"), reverse("offline_attack"))


@cache
def size_bytes() -> int:
    """Of all of it in a browser, where it lies unpacked; the page and the motion are counted as usual."""
    files = sum((DIST / name).stat().st_size for name in _names(ENTRIES))
    return files + sum(len(mesh_file(name).content) for name in NAMES) + PAGE_BYTES


def motion_address(plan: UUID, build: Build) -> str:
    """What the figure does in this plan, on this body: another body has another address."""
    return f"{reverse('plan_motion', args=[plan])}?build={build}&kept"


def _files(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(static(f"dist/{name}") for name in _names(entries))


def _names(entries: Iterable[str]) -> tuple[str, ...]:
    return (*dict.fromkeys(name for entry in entries for name in entry_files(entry)), *PICTURES)
