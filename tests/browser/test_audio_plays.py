"""A rendered session in a real browser: it plays, has its length, can be sought in, and its captions are read."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.app import launch
from tests.guide.scores import whole
from unclench.guide.audio import cues_of, render
from unclench.guide.captions import to_vtt
from unclench.guide.types import Score
from unclench.guide.voice import CachedVoice, EspeakVoice

SCORE = whole(2)
PAGE = """<!doctype html>
<html lang="en"><title>Session</title>
<audio src="/session.opus" preload="auto" controls>
  <track kind="captions" src="/session.vtt" srclang="en" label="English" default>
</audio>
<script>
  window.errors = [];
  const audio = document.querySelector('audio');
  const track = document.querySelector('track');
  for (const element of [audio, track])
    element.addEventListener('error', () => errors.push(element.tagName + ' ' + (audio.error?.message ?? '')));
  window.addEventListener('error', event => errors.push(String(event.message)));
  audio.textTracks[0].mode = 'showing';
</script>
"""


@dataclass(frozen=True)
class File:
    kind: str
    data: bytes


class Site(ThreadingHTTPServer):
    """A few files in memory, each of which can be asked for in parts, as a player does when it seeks."""

    daemon_threads = True

    def __init__(self, files: dict[str, File]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files


class Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # the name is that of the library
        file = self.server.files.get(self.path)
        if file is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        size = len(file.data)
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        start = int(wanted[1]) if wanted else 0
        end = min(int(wanted[2]) + 1 if wanted and wanted[2] else size, size)
        self.send_response(HTTPStatus.PARTIAL_CONTENT if wanted else HTTPStatus.OK)
        self.send_header("Content-Type", file.kind)
        self.send_header("Content-Length", str(end - start))
        self.send_header("Accept-Ranges", "bytes")
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
        self.end_headers()
        try:
            self.wfile.write(file.data[start:end])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the browser has heard enough

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page with a session of two minutes."""
    folder = tmp_path_factory.mktemp("session")
    voice = CachedVoice(EspeakVoice(), folder / "clips")
    report = render(SCORE, folder / "session.opus", voice=voice)
    site = Site(
        {
            "/": File("text/html; charset=utf-8", PAGE.encode()),
            "/session.opus": File("audio/ogg; codecs=opus", report.path.read_bytes()),
            "/session.vtt": File("text/vtt; charset=utf-8", to_vtt(SCORE).encode()),
            "/favicon.ico": File("image/x-icon", b""),
        }
    )
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{site.server_address[1]}/"
    site.shutdown()
    thread.join()
    site.server_close()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One in which sound may begin without a tap."""
    launched = launch(playwright, "--autoplay-policy=no-user-gesture-required")
    yield launched
    launched.close()


@pytest.fixture
def page(browser: Browser, session: str) -> Iterator[Page]:
    """The session's page, ready to play. That nothing went wrong in it is part of every test."""
    opened = browser.new_page()
    opened.goto(session)
    opened.wait_for_function("() => audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA")
    yield opened
    errors = opened.evaluate("() => errors")
    opened.close()
    assert errors == []


def spoken_at_s(score: Score) -> list[float]:
    return sorted((step.start_ms + cue.at_ms) / 1000 for step, cue in cues_of(score) if cue.say is not None)


def test_length_is_that_of_the_score(page: Page) -> None:
    assert page.evaluate("() => audio.duration") == pytest.approx(SCORE.duration_ms / 1000, abs=0.020)


def test_sound_plays_on(page: Page) -> None:
    page.evaluate("() => audio.play()")
    page.wait_for_function("() => audio.currentTime > 1.5")
    assert page.evaluate("() => audio.paused") is False
    page.evaluate("() => audio.pause()")
    stopped = page.evaluate("() => audio.currentTime")
    assert page.evaluate("() => audio.currentTime") == stopped


@pytest.mark.parametrize("to_s", [61.234, 3.0, 119.5])
def test_it_can_be_sought_in(page: Page, to_s: float) -> None:
    sought = "to => new Promise(done => { audio.onseeked = () => done(audio.currentTime); audio.currentTime = to; })"
    assert page.evaluate(sought, to_s) == pytest.approx(to_s, abs=0.001)
    page.evaluate("() => audio.play()")
    page.wait_for_function("to => audio.currentTime > to + 0.2 || audio.ended", arg=to_s)


def test_captions_stand_at_the_lines(page: Page) -> None:
    page.wait_for_function("() => track.readyState === HTMLTrackElement.LOADED")
    cues = page.evaluate("() => [...track.track.cues].map(cue => [cue.startTime, cue.endTime, cue.text])")
    assert [start for start, _, _ in cues] == pytest.approx(spoken_at_s(SCORE), abs=0.0005)
    assert all(start < end <= SCORE.duration_ms / 1000 and text for start, end, text in cues)


def test_caption_shows_while_its_line_is_spoken(page: Page) -> None:
    first = spoken_at_s(SCORE)[0]
    page.evaluate("to => { audio.currentTime = to; }", first + 0.5)
    page.wait_for_function("() => track.track.activeCues?.length === 1")
    shown = page.evaluate("() => track.track.activeCues[0].startTime")
    assert shown == pytest.approx(first, abs=0.0005)
