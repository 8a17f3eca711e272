"""The way through the app, tap by tap, as somebody goes it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.browser.app import DESKTOP, PHONE, App, Watcher

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
FAST = 16
"""As much faster than life as Chromium plays a sound."""
SLOW_MS = 240_000
"""So long a slow machine may take to make a sound or play it."""
SIGNS = 'input[name="yes"]'

# Counts real taps over all pages of a tab. A tap on a label makes a second click, of its field, with no position.
_COUNT_TAPS = """
addEventListener('click', event => {
  if (!event.isTrusted || (event.detail === 0 && event.clientX === 0)) return;
  try { sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1; } catch { /* a file has no storage */ }
}, true);
"""
MOST_PAGES = 12
"""More than a check ever has: one that comes back to the same page would go on for ever."""


class Walker:
    """Somebody before one page. Where the screen feels touch they tap, else they click."""

    def __init__(self, page: Page, app: App, *, touch: bool) -> None:
        self.page = page
        self.app = app
        self.touch = touch
        page.set_default_timeout(60_000)

    def tap(self, what: str | Locator) -> None:
        found = self.page.locator(what).locator("visible=true").first if isinstance(what, str) else what
        if self.touch:
            found.tap()
        else:
            found.click()

    def tap_button(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name, exact=True).locator("visible=true").first)

    def tap_link(self, name: str) -> None:
        self.tap(self.page.get_by_role("link", name=name, exact=True).locator("visible=true").first)

    def tick(self, name: str, value: str) -> None:
        """Tap the label of a field; nothing if it is ticked."""
        field = f'input[name="{name}"][value="{value}"]'
        if not self.page.locator(field).is_checked():
            self.tap(f"label:has({field})")

    def open(self, summary: str) -> None:
        """Unfold what is headed by this."""
        heading = self.page.locator("summary").filter(has_text=summary).locator("visible=true").first
        if heading.evaluate("summary => !summary.parentElement.open"):
            self.tap(heading)

    def is_at(self, pattern: str) -> None:
        self.page.wait_for_url(f"{self.app.url}{pattern}")
        self.page.wait_for_load_state()

    # The way

    def come_in(self) -> None:
        """By the file that the server left at the door."""
        self.page.goto(self.app.door.as_uri())
        self.is_at("/")

    def today(self) -> None:
        self.tap_link("Today")
        self.is_at("/")

    def ask(self, complaint: str = "tth_episodic", minutes: int = 5) -> None:
        """The shortest form: what it is, and how long."""
        self.tick("complaint", complaint)
        self.tick("minutes", str(minutes))
        self.tap_button("Go on")
        self.is_at("/check/**")

    @property
    def question_page(self) -> str:
        return self.page.locator('input[name="page"]').get_attribute("value") or ""

    def answer_check(self) -> list[str]:
        """Nothing to tell on any page; the pages asked, down to the plan."""
        asked: list[str] = []
        while "/check/" in self.page.url:
            assert len(asked) < MOST_PAGES, asked
            asked.append(self.question_page)
            if asked[-1] == "about":
                self.page.get_by_label("Your age").fill("34")
            self.leave_by("None of these")
        self.is_at("/sessions/*/")
        return asked

    def leave_by(self, button: str | Locator) -> None:
        """Tap, and wait for the page that comes of it."""
        with self.page.expect_navigation(timeout=SLOW_MS):
            self.tap(button) if isinstance(button, Locator) else self.tap_button(button)

    def change(self, button: str | Locator) -> str:
        """Change the plan, in place; what is said about it."""
        before = self.page.url, self.page.locator("#plan").element_handle()
        self.tap(button) if isinstance(button, Locator) else self.tap_button(button)
        self.page.wait_for_function("old => !old.isConnected && document.querySelector('#plan')", arg=before[1])
        return self.page.locator("#plan .notice").filter(has_text=re.compile("changed|stays as it is")).inner_text()

    def start(self) -> None:
        self.tap_button("Start")
        self.sounds()

    # The player

    def sounds(self) -> None:
        """It plays: the clock of the sound goes on, twice in a row."""
        self.page.wait_for_function(
            "() => { const a = document.querySelector('audio'); return a && !a.paused && a.currentTime > 0.2; }",
            timeout=SLOW_MS,
        )
        at = self.time_s
        self.page.wait_for_function(f"() => document.querySelector('audio').currentTime > {at}")

    @property
    def time_s(self) -> float:
        return float(self.page.evaluate("document.querySelector('audio').currentTime"))

    @property
    def is_silent(self) -> bool:
        return bool(self.page.evaluate("document.querySelector('audio').paused"))

    def part(self, name: str) -> Locator:
        return self.page.locator(f'[data-player="{name}"]')

    def says(self, part: str, pattern: str) -> None:
        """Wait until this part of the player reads like it."""
        self.page.wait_for_function(
            "([part, pattern]) => new RegExp(pattern).test("
            "document.querySelector(`[data-player=${part}]`)?.textContent ?? '')",
            arg=[part, pattern],
        )

    def to_the_end(self) -> None:
        self.page.evaluate(f"document.querySelector('audio').playbackRate = {FAST}")
        self.page.wait_for_url(f"{self.app.url}/plays/*/after/", timeout=2 * SLOW_MS)

    # Counting

    def count_taps(self) -> None:
        self.page.evaluate("sessionStorage.taps = 0")

    @property
    def taps(self) -> int:
        return int(self.page.evaluate("Number(sessionStorage.taps)"))


def newcomer(app: App, browser: Browser, watcher: Watcher, size: tuple[int, int], **options: Any) -> BrowserContext:
    """A browser that has never been here."""
    width, height = size
    context = browser.new_context(
        base_url=app.url,
        viewport={"width": width, "height": height},
        has_touch=size == PHONE,
        is_mobile=size == PHONE,
        timezone_id="Europe/Berlin",
        locale="en-GB",
        **options,
    )
    watcher.watch(context)
    context.add_init_script(_COUNT_TAPS)
    return context


def rows(app: App, query: str, *values: object) -> Sequence[dict[str, Any]]:
    """What stands in the file of records."""
    with closing(sqlite3.connect(f"file:{app.data / 'unclench.sqlite3'}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(query, values)]
