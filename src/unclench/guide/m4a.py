"""m4a, for players that take nothing else: AAC, with title, steps as chapters and a cover. Needs `unclench[m4a]`.

Coder and container are those of FFmpeg, through PyAV. Chapters are written twice, as iTunes and as Nero had them, so
that either kind of player finds them; an edit list takes away what the coder puts before the first sample.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unclench.guide.loudness import RATE
from unclench.guide.tags import Chapter, Tags

if TYPE_CHECKING:
    from av.container.core import Chapter as Written

BITS_PER_S = 48_000
COVER_PX = 512
_OPTIONS = {"brand": "M4A ", "movflags": "+faststart", "fflags": "+bitexact"}
"""Playable while it is still being loaded; no date and no version of the program in it."""
_PER_S = Fraction(1, RATE)
_PER_MS = Fraction(1, 1000)


def installed() -> bool:
    """Loads nothing."""
    return find_spec("av") is not None


def how_to_install() -> str:
    return f'm4a needs the extra m4a: {sys.executable} -m pip install "unclench[m4a]". mp3 carries the same without it.'


def write(blocks: Iterable[NDArray[np.int16]], path: Path, tags: Tags, length_ms: int) -> None:
    """Over what is at `path`. Raises OSError."""
    import av
    from av.error import FFmpegError
    from av.stream import Disposition

    try:
        with av.open(str(path), "w", format="mp4", options=_OPTIONS) as out:
            out.metadata["title"] = tags.title
            sound = out.add_stream("aac", rate=RATE, layout="mono")
            sound.bit_rate, sound.time_base = BITS_PER_S, _PER_S
            out.set_chapters(_chapters(tags.chapters, length_ms))
            if tags.cover:
                cover = out.add_stream("png", rate=1)
                cover.width = cover.height = COVER_PX
                cover.pix_fmt, cover.disposition = "rgb24", Disposition.attached_pic
                picture = av.Packet(tags.cover)
                picture.stream, picture.is_keyframe = cover, True
                picture.pts = picture.dts = 0
                out.mux(picture)
            at = 0
            for block in blocks:
                frame = av.AudioFrame.from_ndarray(block[np.newaxis, :], format="s16", layout="mono")
                frame.sample_rate, frame.time_base, frame.pts = RATE, _PER_S, at
                at += len(block)
                out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
    except FFmpegError as error:
        raise OSError(error.errno, error.strerror) from None


def _chapters(chapters: Sequence[Chapter], length_ms: int) -> list[Written]:
    if not chapters:
        return []
    ends = [*(after.start_ms for _, after in pairwise(chapters)), length_ms]
    return [
        {
            "id": number,
            "start": chapter.start_ms,
            "end": end_ms,
            "time_base": _PER_MS,
            "metadata": {"title": chapter.name},
        }
        for number, (chapter, end_ms) in enumerate(zip(chapters, ends, strict=True))
    ]
