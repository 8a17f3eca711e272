"""Ogg streams: packets out of a file and into one, and its serial number.

libsndfile draws the number at random; with one that follows from the content, the same sound gives the same file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

# An Ogg page (RFC 3533, section 6): serial number at byte 14, checksum at 22, number of segments at 26.
_HEADER_BYTES = 27
_SERIAL = slice(14, 18)
_CHECKSUM = slice(22, 26)
_POLYNOMIAL = 0x04C1_1DB7


_LONGEST_PAGE = 255
"""Segments."""
_GOES_ON, _FIRST, _LAST = 1, 2, 4
_NOTHING_ENDS = 0xFFFF_FFFF_FFFF_FFFF
"""The position of a page on which no packet ends."""
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_ALL_ONES = 0xFFFF_FFFF


class _Sink(Protocol):
    def write(self, data: bytes, /) -> int | None: ...


class NotOggError(OSError):
    """The file is not a whole Ogg file."""


def renumber(path: Path, serial: int) -> None:
    """Give every page of the file this serial number, and the checksum that goes with it."""
    with path.open("rb+") as file:
        while header := file.read(_HEADER_BYTES):
            if len(header) < _HEADER_BYTES or not header.startswith(b"OggS"):
                raise NotOggError("not a whole Ogg file")
            segments = file.read(header[26])
            size = _HEADER_BYTES + len(segments) + sum(segments)
            start = file.tell() - _HEADER_BYTES - len(segments)
            _patch(file, start, _renumbered(header, size, serial))
            file.seek(start + size)


def _patch(file: BinaryIO, start: int, header: bytes) -> None:
    file.seek(start)
    file.write(header)


def _renumbered(header: bytes, page_bytes: int, serial: int) -> bytes:
    """The header with another serial number.

    The checksum is linear over the bits of the page: it changes by the checksum of a page that holds only the
    difference of the two numbers, which is that number followed by zeros. The rest of the page is not needed.
    """
    new = serial.to_bytes(4, "little")
    difference = int.from_bytes(bytes(a ^ b for a, b in zip(header[_SERIAL], new, strict=True)), "big")
    change = _times(difference, _power_of_x(32 + 8 * (page_bytes - _SERIAL.stop)))
    checksum = int.from_bytes(header[_CHECKSUM], "little") ^ change
    return b"".join(
        [
            header[: _SERIAL.start],
            new,
            header[_SERIAL.stop : _CHECKSUM.start],
            checksum.to_bytes(4, "little"),
            header[26:],
        ]
    )


def _times(a: int, b: int) -> int:
    """The product of two polynomials over GF(2), modulo Ogg's."""
    product = 0
    for bit in range(31, -1, -1):
        product = (product << 1) ^ (0x1_0000_0000 | _POLYNOMIAL if product >> 31 else 0)
        if b >> bit & 1:
            product ^= a
    return product


def _power_of_x(exponent: int) -> int:
    power, square = 1, 2
    while exponent:
        if exponent & 1:
            power = _times(power, square)
        square = _times(square, square)
        exponent >>= 1
    return power


def packets(data: bytes) -> Iterator[bytes]:
    """The packets of a whole file with one stream."""
    reader = Reader()
    yield from reader.packets(data)
    if not reader.is_at_an_end:
        raise NotOggError("not a whole Ogg file")


class Reader:
    """Takes a file with one stream in pieces, and gives its packets as soon as their page is whole."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._packet = bytearray()

    @property
    def is_at_an_end(self) -> bool:
        """No part of a page is waiting for its rest."""
        return not self._data

    def packets(self, data: bytes) -> Iterator[bytes]:
        self._data += data
        at = 0
        while (size := self._page_bytes(at)) and at + size <= len(self._data):
            lacing = self._data[at + _HEADER_BYTES : at + _HEADER_BYTES + self._data[at + 26]]
            place = at + _HEADER_BYTES + len(lacing)
            for part in lacing:
                self._packet += self._data[place : place + part]
                place += part
                if part < _LONGEST_PAGE:
                    yield bytes(self._packet)
                    self._packet.clear()
            at += size
        del self._data[:at]

    def _page_bytes(self, at: int) -> int:
        """Of the page that begins there; 0 if its header is not there yet."""
        if self._data[at : at + 4] != b"OggS"[: len(self._data) - at]:
            raise NotOggError("not a whole Ogg file")
        header_end = at + _HEADER_BYTES
        if len(self._data) < header_end or len(self._data) < header_end + self._data[at + 26]:
            return 0
        lacing = self._data[header_end : header_end + self._data[at + 26]]
        return _HEADER_BYTES + len(lacing) + sum(lacing)


class Pages:
    """Packets on their way into a file, on pages of one stream."""

    def __init__(self, file: _Sink, serial: int) -> None:
        self._file = file
        self._serial = serial
        self._number = 0

    def add_header(self, packet: bytes) -> None:
        """A packet by itself, on as many pages as it needs."""
        lacing = _lacing(packet)
        for first in range(0, len(lacing), _LONGEST_PAGE):
            part = lacing[first : first + _LONGEST_PAGE]
            data = packet[255 * first : 255 * first + sum(part)]
            ends = first + len(part) == len(lacing)
            self._write(part, data, 0 if ends else _NOTHING_ENDS, _GOES_ON if first else 0)

    def add(self, page: Sequence[bytes], position: int, *, last: bool = False) -> None:
        """One page with these packets. `position`: samples there are up to its end."""
        lacing = b"".join(_lacing(packet) for packet in page)
        if len(lacing) > _LONGEST_PAGE:
            raise ValueError(f"{len(lacing)} segments do not go on a page")
        self._write(lacing, b"".join(page), position, _LAST if last else 0)

    def _write(self, lacing: bytes, data: bytes, position: int, flags: int) -> None:
        flags |= 0 if self._number else _FIRST
        before = b"".join(
            [
                b"OggS\0",
                bytes([flags]),
                position.to_bytes(8, "little"),
                self._serial.to_bytes(4, "little"),
                self._number.to_bytes(4, "little"),
            ]
        )
        after = bytes([len(lacing)]) + lacing + data
        self._file.write(before + checksum(before + bytes(4) + after).to_bytes(4, "little") + after)
        self._number += 1


def _lacing(packet: bytes) -> bytes:
    """The sizes of its segments; the last is the one that is not full."""
    return b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])


def checksum(page: bytes) -> int:
    """The checksum of a page whose own checksum is zero: CRC-32 as in RFC 3533.

    zlib has the same polynomial with the bits of every byte, and of the answer, the other way round.
    """
    mirrored = zlib.crc32(page.translate(_REVERSED), _ALL_ONES) ^ _ALL_ONES
    return int(f"{mirrored:032b}"[::-1], 2)
