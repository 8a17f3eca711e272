"""An HTML list of a hundred rows: requests per second of processor time, beside a peer in the same run.

    PYTHONPATH=src:. .venv/bin/python benchmarks/lists.py --requests 300
    PYTHONPATH=src:. .venv/bin/python benchmarks/lists.py --peer CHECKOUT --peer-python PYTHON

The peer is Healthchecks (BSD-3), the list of a project with a hundred checks. Both are asked through WSGI by a process
of their own, signed in, without a network in between. They take turns, so that other work slows both,
and the ratio holds where the numbers do not. `--bare` adds a page without a list: what every page costs.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

ROWS, WARM = 100, 20
HERE = Path(__file__)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--peer", type=Path, help="a checkout of Healthchecks")
    parser.add_argument("--peer-python", default=sys.executable, help="the Python that has what it needs")
    parser.add_argument("--role", choices=["ours", "peer"], help="for the processes that this starts")
    options = parser.parse_args()
    if options.role == "ours":
        serve(ours)
    elif options.role == "peer":
        serve(peer)
    else:
        compare(options)


def compare(options: argparse.Namespace) -> None:
    asked: dict[str, tuple[Measured, str]] = {"history": (Measured(sys.executable, "ours"), "/history/")}
    if options.bare:
        asked["no list"] = (asked["history"][0], "/crisis/")
    if options.peer is not None:
        asked["peer"] = (Measured(options.peer_python, "peer", options.peer), "checks")
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(options.rounds):
        for name, (measured, path) in asked.items():
            rates[name].append(measured.rate(path, options.requests))
    for name, found in rates.items():
        print(f"{name:8} {median(found):6.0f} requests per processor second ({min(found):.0f} to {max(found):.0f})")
    if "peer" in rates:
        ratios = [one / other for one, other in zip(rates["history"], rates["peer"], strict=True)]
        print(f"ratio    {median(ratios):6.1f} ({min(ratios):.1f} to {max(ratios):.1f})")


class Measured:
    """A process that asks itself so many times and says how much processor time that took."""

    def __init__(self, python: str, role: str, folder: Path | None = None) -> None:
        self._process = subprocess.Popen(
            [python, str(HERE.resolve()), "--role", role],
            cwd=folder,
            env=os.environ if folder is None else os.environ | {"PYTHONPATH": str(folder.resolve())},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def rate(self, path: str, requests: int) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([path, requests]), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        if answer["rows"] not in (0, ROWS):
            raise RuntimeError(f"{path}: {answer['rows']} rows")
        return requests / float(answer["used_s"])


Ask = Callable[[str], bytes]


def serve(role: Callable[[], Ask]) -> None:
    """Answers on what was its output; what else is printed goes elsewhere."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    ask = role()
    for line in sys.stdin:
        path, requests = json.loads(line)
        body = ask(path)
        for _ in range(WARM):
            ask(path)
        begun = time.process_time()
        for _ in range(requests):
            ask(path)
        used_s = time.process_time() - begun
        rows = max(body.count(b'<li class="entry'), body.count(b'class="checks-row'))
        print(json.dumps({"used_s": used_s, "rows": rows}), file=answers, flush=True)


def asking(application: Any, host: str, cookie: str) -> Ask:
    def ask(path: str) -> bytes:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "HTTP_HOST": host,
            "HTTP_COOKIE": cookie,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        told: list[str] = []

        def start(status: str, *_: object) -> None:
            told.append(status)

        body = b"".join(application(environ, start))
        if not told[0].startswith("200"):
            raise RuntimeError(f"{path}: {told[0]}")
        return body

    return ask


def ours() -> Ask:
    os.environ |= {"UNCLENCH_DATA": tempfile.mkdtemp(), "DJANGO_SETTINGS_MODULE": "unclench.web.settings"}
    from unclench.web import database

    database.set_up()
    database.bring_up_to_date()
    from django.core.wsgi import get_wsgi_application
    from django.test import Client

    from tests.browser import stage
    from unclench.web.accounts.entry import owner
    from unclench.web.sessions import history

    stage.history(rows=2 * ROWS)
    history.history_of.__defaults__ = (None, ROWS)  # the page has fifty
    client = Client(HTTP_HOST="localhost")
    client.force_login(owner())
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return asking(get_wsgi_application(), "localhost", cookie)


def peer() -> Ask:
    """In a database of its own, with the peer's own settings for production."""
    data = tempfile.mkdtemp()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "hc.settings",
        "DB_NAME": str(Path(data) / "hc.sqlite"),
        "DEBUG": "False",
        "SECRET_KEY": "a-key-for-this-run-alone",
        "ALLOWED_HOSTS": "localhost",
        "SITE_ROOT": "http://localhost",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.test import Client

    accounts, api = import_module("hc.accounts.models"), import_module("hc.api.models")
    call_command("migrate", verbosity=0)
    user = import_module("django.contrib.auth.models").User.objects.create_user(
        "alice", "alice@example.org", "a-password-for-this-run"
    )
    accounts.Profile.objects.for_user(user)
    accounts.Profile.objects.update(check_limit=1000)
    project = accounts.Project.objects.create(owner=user, badge_key="b", name="A hundred")
    for number in range(ROWS):
        api.Check.objects.create(project=project, name=f"Check {number}")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    ask = asking(get_wsgi_application(), "localhost", cookie)
    return lambda path: ask(f"/projects/{project.code}/{path}/")


if __name__ == "__main__":
    main()
