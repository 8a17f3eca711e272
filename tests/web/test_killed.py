"""A server that is killed loses nothing that it said was saved. 200 times, in four runs that may go side by side."""

from __future__ import annotations

import http.client
import random
import re
import sqlite3
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.browser.app import App

KILLS = 50
WRITERS = 3


class Writer:
    """A signed-in client that begins a session again and again, with ratings, and remembers what was acknowledged."""

    def __init__(self, port: int, plan: str, cookie: str, form_token: str) -> None:
        self._port = port
        self._path = f"/sessions/{plan}/begin/"
        self._headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self._body = urlencode({"csrfmiddlewaretoken": form_token, "pain": "4"})
        self.acknowledged: list[str] = []
        self.sent = 0

    def write_until_cut_off(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            while True:
                self.sent += 1
                connection.request("POST", self._path, self._body, self._headers)
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status == 302, (answer.status, body)
                self.acknowledged.append(answer.headers["Location"].strip("/").split("/")[1])
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()


def signed_in(app: App) -> tuple[str, str]:
    """A cookie, and the token that its forms carry."""
    token = re.search(r'name="token" value="([^"]+)"', app.door.read_text("utf-8"))
    assert token is not None
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=20)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/enter", urlencode({"token": token[1]}), form)
    answer = connection.getresponse()
    answer.read()
    cookie = answer.headers["Set-Cookie"].partition(";")[0].strip()
    connection.request("GET", "/you/", headers={"Cookie": cookie})
    page = connection.getresponse().read().decode()
    connection.close()
    form_token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert form_token is not None
    return cookie, form_token[1]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_nothing_acknowledged_is_lost(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    app = App(tmp_path)
    app.start()
    cookie, form_token = signed_in(app)
    plan = app.stage("plan")
    writers = [Writer(app.port, plan, cookie, form_token) for _ in range(WRITERS)]
    for _ in range(KILLS):
        threads = [threading.Thread(target=writer.write_until_cut_off) for writer in writers]
        for thread in threads:
            thread.start()
        before = sum(len(writer.acknowledged) for writer in writers)
        while sum(len(writer.acknowledged) for writer in writers) == before and any(
            map(threading.Thread.is_alive, threads)
        ):
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.1))
        app.kill()
        for thread in threads:
            thread.join()
        app.start()
    app.stop()

    acknowledged = [play for writer in writers for play in writer.acknowledged]
    with sqlite3.connect(app.data / "unclench.sqlite3") as database:
        kept = {row[0] for row in database.execute("SELECT id FROM massage_play WHERE pain_before = 4")}
        sound = database.execute("PRAGMA integrity_check").fetchall()
    assert sound == [("ok",)]
    assert len(acknowledged) == len(set(acknowledged)) > KILLS
    assert {play.replace("-", "") for play in acknowledged} <= kept
    assert len(kept) <= sum(writer.sent for writer in writers)
