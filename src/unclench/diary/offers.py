"""The order of a list that is offered. A fixed order makes people choose what stands first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256


def ordered(items: Iterable[str], used: Mapping[str, int], seed: str) -> tuple[str, ...]:
    """What was used most comes first; what was used equally often, in an order drawn from the seed."""

    def drawn(item: str) -> bytes:
        return sha256(f"{seed}\0{item}".encode()).digest()

    return tuple(sorted(items, key=lambda item: (-used.get(item, 0), drawn(item))))
