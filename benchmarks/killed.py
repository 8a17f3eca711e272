"""A server that is killed with -9 through HTTP, again and again: nothing acknowledged may be lost, and nothing doubled.

    PYTHONPATH=src:. python benchmarks/killed.py --kills 100 --seed 1 --log killed.jsonl
    PYTHONPATH=src:. python benchmarks/killed.py --sum killed.jsonl

Two clients begin sessions. Two others send records as a phone does that was without a network: in batches, with names
of their own, and whatever had no answer when the server died is sent again, the same. The power is not cut: what the
system had been given is still written. Each run has a folder of its own and adds one line to the log.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from uuid6 import uuid7

from tests.browser.app import App
from tests.web.test_killed import Writer, signed_in

WRITERS, SENDERS, BATCH = 2, 2, 40
SENT_AGAIN = 7
"""The pain that the senders' plays have; those that are begun have 4."""


class Sender:
    """Tells what happened without a network; what was not acknowledged is told again, under the same names."""

    def __init__(self, port: int, plan: str, cookie: str, form_token: str) -> None:
        self._port, self._plan = port, plan
        self._headers = {"Cookie": cookie, "Content-Type": "application/json", "X-CSRFToken": form_token}
        self._waiting: list[str] = []
        self.acknowledged: list[str] = []
        self.told_twice = 0

    def write_until_cut_off(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            while True:
                self._waiting = self._waiting or [str(uuid7()) for _ in range(BATCH)]
                self._tell(connection)
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def tell_the_rest(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        if self._waiting:
            self._tell(connection)
        connection.close()

    def _tell(self, connection: http.client.HTTPConnection) -> None:
        at_ms = time.time_ns() // 1_000_000
        common = {"kind": "play", "plan": self._plan, "at_ms": at_ms, "ratings": {"pain": SENT_AGAIN}}
        records = [{"id": name, **common} for name in self._waiting]
        connection.request("POST", "/offline/records/", json.dumps({"records": records, "kept": []}), self._headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body[:300]!r}")
        results = json.loads(body)["results"]
        states = Counter(result["state"] for result in results)
        if states["refused"] or {result["id"] for result in results} != set(self._waiting):
            raise RuntimeError(f"not taken: {results[:3]}")
        self.told_twice += states["known"]
        self.acknowledged += self._waiting
        self._waiting = []


def run(kills: int, seed: int, longest_s: float) -> dict[str, int]:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder))
        app.start()
        cookie, form_token = signed_in(app)
        plan = app.stage("plan")
        writers = [Writer(app.port, plan, cookie, form_token) for _ in range(WRITERS)]
        senders = [Sender(app.port, plan, cookie, form_token) for _ in range(SENDERS)]
        clients: list[Writer | Sender] = [*writers, *senders]
        for _ in range(kills):
            threads = [threading.Thread(target=client.write_until_cut_off) for client in clients]
            before = sum(len(client.acknowledged) for client in clients)
            for thread in threads:
                thread.start()
            while sum(len(client.acknowledged) for client in clients) == before:
                if not any(map(threading.Thread.is_alive, threads)):
                    raise RuntimeError("nothing was acknowledged")
                time.sleep(0.005)
            time.sleep(chance.uniform(0, longest_s))
            app.kill()
            for thread in threads:
                thread.join()
            app.start()
        for sender in senders:
            sender.tell_the_rest()
        app.stop()
        begun = [play for writer in writers for play in writer.acknowledged]
        told = [play for sender in senders for play in sender.acknowledged]
        with sqlite3.connect(app.data / "unclench.sqlite3") as database:
            rows = database.execute("SELECT id, pain_before FROM massage_play").fetchall()
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    kept = {pain: [row[0] for row in rows if row[1] == pain] for pain in (4, SENT_AGAIN)}
    plain = {pain: {name.replace("-", "") for name in names} for pain, names in ((4, begun), (SENT_AGAIN, told))}
    # One request of each writer may have been done without its answer having arrived, at each kill.
    most_begun = len(begun) + kills * WRITERS
    return {
        "seed": seed,
        "kills": kills,
        "acknowledged": len(begun) + len(told),
        "told_again_and_known": sum(sender.told_twice for sender in senders),
        "lost": sum(len(plain[pain] - set(kept[pain])) for pain in plain),
        "doubled": len(rows)
        - len({row[0] for row in rows})
        + max(0, len(kept[4]) - most_begun)
        + len(set(kept[SENT_AGAIN]) - plain[SENT_AGAIN]),
        "damaged": int(not sound),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest-s", type=float, default=0.8, help="that it may write on after the first answer")
    parser.add_argument("--log", type=Path, help="adds a line to it")
    parser.add_argument("--sum", type=Path, metavar="LOG", help="only add up what a log has")
    options = parser.parse_args()
    if options.sum is None:
        found = run(options.kills, options.seed, options.longest_s)
        print(json.dumps(found))
        if options.log is not None:
            with options.log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(found) + "\n")
        wrong = found["lost"] + found["doubled"] + found["damaged"]
    else:
        runs = [json.loads(line) for line in options.sum.read_text("utf-8").splitlines()]
        if len({each["seed"] for each in runs}) < len(runs):
            raise SystemExit("two runs have the same seed")
        total = {name: sum(each[name] for each in runs) for name in runs[0] if name != "seed"}
        print(f"{len(runs)} runs: {json.dumps(total)}")
        wrong = total["lost"] + total["doubled"] + total["damaged"]
    if wrong:
        raise SystemExit("something was lost, doubled or damaged")


if __name__ == "__main__":
    main()
