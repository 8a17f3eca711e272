"""The serial number of an Ogg stream.

libsndfile draws it at random; with one that follows from the content, the same sound gives the same file.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

# An Ogg page (RFC 3533, section 6): serial number at byte 14, checksum at 22, number of segments at 26.
_HEADER_BYTES = 27
_SERIAL = slice(14, 18)
_CHECKSUM = slice(22, 26)
_POLYNOMIAL = 0x04C1_1DB7


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


def checksum(page: bytes) -> int:
    """The checksum of a page whose own checksum is zero: CRC-32 as in RFC 3533, bit by bit."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x1_0000_0000 | _POLYNOMIAL if value >> 31 else 0)
    return value
