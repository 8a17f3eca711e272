"""How much the pages cost: requests per second of processor time, the start, and memory, of the real server.

    PYTHONPATH=src:. .venv/bin/python benchmarks/pages.py --requests 400

One client asks one page after another over a connection that stays open. The processor time is that of the process that
serves, as the system counts it; so it does not depend on how fast the client is.
"""

from __future__ import annotations

import argparse
import http.client
import os
import tempfile
import time
from pathlib import Path

from tests.browser.app import App
from tests.web.test_killed import signed_in

TICKS = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def processor_s(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def memory_mb(pid: int) -> float:
    """What belongs to this process alone, and its share of what it has in common with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def ask(connection: http.client.HTTPConnection, path: str, cookie: str) -> bytes:
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rows", type=int, default=100, help="entries of the history")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder))
        app.start()
        app.stop()  # the first start makes the tables
        begun = time.perf_counter()
        app.start()
        start_s = time.perf_counter() - begun
        cookie, _ = signed_in(app)
        plan = app.stage("plan")
        app.stage("history", rows=options.rows)
        main_process = app.process_id
        (server,) = children(main_process)
        cold_mb = memory_mb(main_process) + memory_mb(server)
        print(f"start to the first answer: {start_s:.2f} s; memory of both processes: {cold_mb:.0f} MB")
        connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=30)
        pages = {"today": "/", "history": "/history/", "plan": f"/sessions/{plan}/", "you": "/you/"}
        for name, path in pages.items():
            size = len(ask(connection, path, cookie))
            before, wall = processor_s(server), time.perf_counter()
            for _ in range(options.requests):
                ask(connection, path, cookie)
            used, took = processor_s(server) - before, time.perf_counter() - wall
            print(
                f"{name:8} {options.requests / used:6.0f} requests per processor second, "
                f"{1000 * took / options.requests:5.1f} ms each, {size / 1000:.0f} kB"
            )
        connection.close()
        app.stop()


if __name__ == "__main__":
    main()
