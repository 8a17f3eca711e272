"""Opus in Ogg, encoded on all processors: each stretch of sound by itself, silence once.

About half of a session is digital silence, which Opus writes as one packet of three bytes and after which its
encoder and its decoder know nothing of what was before. So the sound may be cut there, encoded in any order, and put
together again; what sounds the same twice is encoded once. Packets of one stretch are those that encoding it alone
gives, whatever the machine. Over a bed there is no silence, and all of it is one stretch, encoded as it comes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import struct
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from unclench.guide import ogg
from unclench.guide.loudness import RATE
from unclench.guide.tags import Chapter, Tags

Samples = NDArray[np.int16]
Packets = tuple[bytes, ...]

FRAME = RATE // 50
"""Samples in a packet."""
SILENT_FRAMES = 4
"""So many silent frames end a stretch. After two of them the encoder writes nothing but silence."""
LEAD_FRAMES = 2
"""Silence before a stretch, which brings the encoder to where the decoder is; its packets are left out."""
COMPRESSION = 0.8
"""About 38 kbit/s while something sounds."""
PACKETS_PER_PAGE = 50
_MOST_WORKERS = 8
_WAITING_PER_WORKER = 4
_HEADERS = 2
_ENCODER_DELAY = slice(10, 12)
"""In the first header (RFC 7845): samples to leave out at the start."""


class Sink(Protocol):
    """Where the file goes."""

    def write(self, data: bytes, /) -> int | None: ...


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Frames in a row: sound with the silence that ends it, or silence alone (no samples)."""

    frames: int
    samples: Samples | None = None


def write(blocks: Iterable[Samples], file: Sink, tags: Tags, serial: int = 0, *, cut: bool = True) -> None:
    """Encode the blocks and write the file. Raises OSError if it cannot be written.

    `cut`: at silence, so that the stretches between are encoded side by side; else as it comes.
    """
    head, vendor, silence = _silence()
    delay = int.from_bytes(head[_ENCODER_DELAY], "little")
    pages = ogg.Pages(file, serial)
    pages.add_header(head)
    pages.add_header(comments(vendor, tags))
    counted = _Counted(blocks)
    packets = _encoded(_stretches(counted), silence) if cut else _as_it_comes(counted)
    written = 0
    page: list[bytes] = []
    for packet in packets:
        if len(page) == PACKETS_PER_PAGE:
            written += len(page)
            pages.add(page, written * FRAME)
            page = []
        page.append(packet)
    # What the encoder holds back comes one packet later; the last stretch may need one of silence for it.
    needed = -(-(counted.samples + delay) // FRAME)
    page.extend(silence for _ in range(needed - written - len(page)))
    page = page[: needed - written]
    pages.add(page, counted.samples + delay, last=True)


def comments(vendor: bytes, tags: Tags) -> bytes:
    """The second header (RFC 7845): title, chapters (Xiph's CHAPTER extension), the cover as FLAC writes pictures."""
    said = [f"TITLE={tags.title}"] if tags.title else []
    for number, chapter in enumerate(tags.chapters):
        said += [f"CHAPTER{number:03}={_clock(chapter)}", f"CHAPTER{number:03}NAME={chapter.name}"]
    if tags.cover:
        said.append(f"METADATA_BLOCK_PICTURE={base64.b64encode(_picture(tags.cover)).decode()}")
    parts = [text.encode() for text in said]
    return b"".join([b"OpusTags", _sized(vendor), struct.pack("<I", len(parts)), *(_sized(part) for part in parts)])


def _clock(chapter: Chapter) -> str:
    seconds, ms = divmod(chapter.start_ms, 1_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"


def _picture(png: bytes) -> bytes:
    """A front cover (RFC 9639, section 8.8). Size and depth are read from the picture itself where they are 0."""
    kind = b"image/png"
    return struct.pack(">2I", 3, len(kind)) + kind + struct.pack(">6I", 0, 0, 0, 0, 0, len(png)) + png


def _sized(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


@dataclass
class _Counted:
    """Blocks as they pass, and how many samples they held."""

    blocks: Iterable[Samples]
    samples: int = field(default=0)

    def __iter__(self) -> Iterator[Samples]:
        for block in self.blocks:
            self.samples += len(block)
            yield block


# Into stretches


def _stretches(blocks: Iterable[Samples]) -> Iterator[_Stretch]:
    open_: list[Samples] = []
    quiet = 0
    for frames in _framed(blocks):
        place = 0
        heard_frames: list[bool] = np.atleast_1d(frames.any(axis=1)).tolist()
        for heard, run in groupby(heard_frames):
            count = sum(1 for _ in run)
            part, place = frames[place : place + count], place + count
            if heard:
                open_.append(part)
                quiet = 0
                continue
            ending = min(count, SILENT_FRAMES - quiet) if open_ else 0
            if ending:
                open_.append(part[:ending])
                quiet += ending
            if open_ and quiet == SILENT_FRAMES:
                yield _sound(open_)
                open_, quiet = [], 0
            if count > ending:
                yield _Stretch(count - ending)
    if open_:
        yield _sound([*open_, np.zeros((SILENT_FRAMES - quiet, FRAME), np.int16)])


def _sound(parts: list[Samples]) -> _Stretch:
    samples = np.concatenate(parts)
    return _Stretch(len(samples), samples.reshape(-1))


def _framed(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """The samples in whole frames, the last one filled up with silence."""
    left = np.zeros(0, np.int16)
    for block in blocks:
        samples = np.concatenate([left, block])
        whole = len(samples) // FRAME * FRAME
        left = samples[whole:]
        if whole:
            yield samples[:whole].reshape(-1, FRAME)
    if len(left):
        yield np.concatenate([left, np.zeros(FRAME - len(left), np.int16)]).reshape(1, FRAME)


# Into packets


def _encoded(stretches: Iterable[_Stretch], silence: bytes) -> Iterator[bytes]:
    """The packets in order. Stretches are encoded side by side: the encoder needs no interpreter."""
    workers = min(_MOST_WORKERS, os.cpu_count() or 1)
    known: dict[bytes, Future[Packets]] = {}
    waiting: deque[tuple[_Stretch, Future[Packets] | None]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for stretch in stretches:
            future = None
            if stretch.samples is not None:
                key = hashlib.sha256(stretch.samples.tobytes()).digest()
                future = known.get(key) or pool.submit(_packets_of, stretch.samples)
                known[key] = future
            waiting.append((_Stretch(stretch.frames), future))
            while waiting and (len(waiting) > workers * _WAITING_PER_WORKER or _is_done(waiting[0][1])):
                yield from _packets(*waiting.popleft(), silence)
        while waiting:
            yield from _packets(*waiting.popleft(), silence)
    finally:
        pool.shutdown(cancel_futures=True)


def _is_done(future: Future[Packets] | None) -> bool:
    return future is None or future.done()


def _packets(stretch: _Stretch, future: Future[Packets] | None, silence: bytes) -> Packets:
    return (silence,) * stretch.frames if future is None else future.result()


def _packets_of(samples: Samples) -> Packets:
    lead = np.zeros(LEAD_FRAMES * FRAME, np.int16)
    packets = _encode(np.concatenate([lead, samples]))[_HEADERS + LEAD_FRAMES :]
    return packets[: len(samples) // FRAME]


@lru_cache(maxsize=1)
def _silence() -> tuple[bytes, bytes, bytes]:
    """The first header of a file, the name of the encoder, and the packet of silence that goes on."""
    packets = _encode(np.zeros(RATE, np.int16))
    vendor = packets[1][12 : 12 + int.from_bytes(packets[1][8:12], "little")]
    return packets[0], vendor, packets[len(packets) // 2]


def _encode(samples: Samples) -> Packets:
    import soundfile

    made = io.BytesIO()
    with soundfile.SoundFile(
        made, "w", RATE, 1, format="OGG", subtype="OPUS", compression_level=COMPRESSION
    ) as encoder:
        encoder.write(samples)
    return tuple(ogg.packets(made.getvalue()))


def _as_it_comes(blocks: Iterable[Samples]) -> Iterator[bytes]:
    """The packets of everything in one stretch. Only what is not written yet is kept."""
    import soundfile

    made, reader, headers = _Passing(), ogg.Reader(), _HEADERS
    with soundfile.SoundFile(
        made, "w", RATE, 1, format="OGG", subtype="OPUS", compression_level=COMPRESSION
    ) as encoder:
        for block in blocks:
            encoder.write(block)
            for packet in reader.packets(made.taken()):
                if headers:
                    headers -= 1
                else:
                    yield packet
    yield from list(reader.packets(made.taken()))[headers:]


class _Passing:
    """A file that is only ever written on, as libsndfile sees it; what is taken is gone."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._size = 0

    def write(self, data: bytes) -> int:
        self._data += data
        self._size += len(data)
        return len(data)

    def taken(self) -> bytes:
        data = bytes(self._data)
        self._data.clear()
        return data

    def read(self, size: int = -1) -> bytes:
        del size
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        del offset, whence
        return self._size

    def tell(self) -> int:
        return self._size
