"""What Chromium did at its sockets, from the log of its network stack.

Chromium itself looks for updates of itself; names other than `localhost` are therefore not resolved in these runs.
What a page of ours wanted from elsewhere would stand in the log all the same, with our origin as the one who asked.
"""

from __future__ import annotations

import ipaddress
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NOTHING_BUT_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


def logging_to(path: Path) -> tuple[str, str]:
    """Arguments for Chromium."""
    return f"--log-net-log={path}", NOTHING_BUT_HERE


@dataclass(frozen=True)
class Traffic:
    reached: frozenset[str]
    """Addresses that a socket was connected to, and by UDP sent something to."""
    wanted: tuple[str, ...]
    """Addresses (URLs) that a page asked for."""

    @property
    def beyond(self) -> set[str]:
        """Reached or asked for outside this machine."""
        hosts = {urlsplit(url).hostname or "" for url in self.wanted}
        return {address for address in self.reached if not is_here(address)} | {
            host for host in hosts if host != "localhost" and not is_here(host)
        }


def read(path: Path) -> Traffic:
    """Of a browser that has been closed."""
    log = json.loads(path.read_text("utf-8", errors="replace"))
    names = {number: name for name, number in log["constants"]["logEventTypes"].items()}
    events: dict[int, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for event in log["events"]:
        events[event["source"]["id"]].append((names[event["type"]], event.get("params", {})))
    reached = set[str]()
    wanted = []
    for happened in events.values():
        kinds = {name for name, _ in happened}
        for name, params in happened:
            if name == "TCP_CONNECT_ATTEMPT" and "address" in params:
                reached.add(number(params["address"]))
            if name == "UDP_CONNECT" and "address" in params and "UDP_BYTES_SENT" in kinds:
                reached.add(number(params["address"]))
            if name == "URL_REQUEST_START_JOB" and params.get("initiator", "not an origin") != "not an origin":
                wanted.append(params["url"])
    return Traffic(frozenset(reached), tuple(wanted))


def number(address: str) -> str:
    """`127.0.0.1` of 127.0.0.1:8642, `::1` of [::1]:8642."""
    return address.rpartition(":")[0].strip("[]")


def is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
