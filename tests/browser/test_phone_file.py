"""The file for a phone: opened from the disk of a browser that has no network at all."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import HEADPHONES, App, Watcher


@pytest.fixture(scope="module")
def plan(app: App) -> str:
    found: str = app.stage("plan")
    return found


@pytest.fixture(scope="module")
def saved(app: App, browser: Browser, plan: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As the page gives it."""
    context = app.context(browser, (1280, 800), accept_downloads=True)
    page = context.new_page()
    page.goto(f"/sessions/{plan}/phone/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the page").click()
    path = tmp_path_factory.mktemp("phone") / download.value.suggested_filename
    download.value.save_as(path)
    context.close()
    return path


@pytest.fixture
def stored(app: App, browser: Browser, saved: Path) -> Iterator[Page]:
    """The file open at 390 x 844, without a network; nothing went wrong in it and nothing was asked for."""
    watching = Watcher(app)
    context = browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
    watching.watch(context)
    page = context.new_page()
    page.goto(saved.as_uri())
    yield page
    context.close()
    watching.check()
    assert set(watching.requests) == {f"GET {saved.as_uri()}"}


def until(page: Page, holds: str) -> None:
    """The page's policy forbids the usual way of waiting, which lets the page evaluate text."""
    latest = time.monotonic() + 15
    while not page.evaluate(holds):
        assert time.monotonic() < latest, holds
        page.wait_for_timeout(50)


def playing(page: Page) -> None:
    page.get_by_role("button", name="None of these").click()
    page.get_by_role("button", name="Start").click()
    until(page, "document.querySelector('audio').currentTime > 0.3")


def test_the_page_offers_each_file_by_name(app: App, phone: Page, plan: str) -> None:
    del app
    phone.goto(f"/sessions/{plan}/phone/")
    links = [phone.get_by_role("link", name=name) for name in ("Save the page", "Save the mp3", "Opus")]
    names = [link.get_attribute("download") for link in links]
    assert names == [f"unclench-tension-headache-5-min.{suffix}" for suffix in ("html", "mp3", "opus")]
    expect(phone.get_by_text(re.compile("The sound is being made"))).to_be_hidden(timeout=60_000)


def test_it_asks_the_list_and_then_plays(stored: Page) -> None:
    expect(stored.get_by_role("heading", name="Is any of this true now?")).to_be_visible()
    assert stored.get_by_role("checkbox").count() == 6
    expect(stored.get_by_role("button", name="Start")).to_be_hidden()
    playing(stored)
    expect(stored.locator("[data-part=number]")).to_have_text(re.compile(r"^Step 1 of \d+$"))
    until(stored, "document.querySelector('[data-part=caption]').textContent.length > 5")
    pause(stored)
    stored.get_by_role("button", name="Skip").click()
    expect(stored.locator("[data-part=number]")).to_have_text(re.compile("^Step 2 "))
    stored.get_by_role("button", name="Back").click()
    expect(stored.locator("[data-part=number]")).to_have_text(re.compile("^Step 1 "))


def test_it_plays_to_the_end(stored: Page) -> None:
    playing(stored)
    assert stored.evaluate("document.querySelector('audio').duration") == pytest.approx(300, abs=0.5)
    stored.evaluate("document.querySelector('audio').currentTime = 299")
    expect(stored.get_by_role("heading", name="Afterwards")).to_be_visible(timeout=60_000)


def test_it_says_what_to_do_when_it_hurts(stored: Page) -> None:
    playing(stored)
    stored.get_by_role("button", name="This hurts").click()
    assert stored.evaluate("document.querySelector('audio').paused")
    expect(stored.get_by_text("Lift off, or halve the pressure now.")).to_be_visible()
    stored.get_by_role("button", name="Go on, softer").click()
    until(stored, "!document.querySelector('audio').paused")


def test_an_emergency_stops_and_is_kept(stored: Page) -> None:
    stored.get_by_text("The worst headache ever").click()
    stored.get_by_role("button", name="Go on with what I ticked").click()
    expect(stored.get_by_role("link", name="Call 112")).to_be_visible()
    stored.reload()
    expect(stored.get_by_role("link", name="Call 112")).to_be_visible()
    stored.get_by_role("button", name="I tapped that by mistake").click()
    expect(stored.get_by_role("heading", name="Is any of this true now?")).to_be_visible()
    assert stored.locator("input:checked").count() == 0


LATER = "hours => { const now = Date.now; Date.now = () => now() + hours * 3600000; }"


def test_a_key_on_the_headphones_plays_on_the_player_alone(stored: Page) -> None:
    page = stored
    page.add_init_script(HEADPHONES)
    page.reload()
    is_silent = "document.querySelector('audio').paused"
    page.evaluate("headphones.play()")
    assert page.evaluate(is_silent)
    playing(page)
    page.evaluate("headphones.pause()")
    page.evaluate("headphones.play()")
    until(page, f"!{is_silent}")
    page.get_by_role("button", name="This hurts").click()
    page.locator('[data-reason]:has([data-end="emergency"]) > summary').first.click()
    page.evaluate("headphones.play()")
    page.evaluate("headphones.nexttrack()")
    expect(page.locator('[data-screen="hurts"]')).to_be_visible()
    assert page.evaluate(is_silent)
    page.locator('[data-end="emergency"]').locator("visible=true").first.click()
    page.evaluate("headphones.play()")
    expect(page.get_by_role("link", name="Call 112").first).to_be_visible()
    assert page.evaluate(is_silent)


def pause(page: Page) -> None:
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.wait_for_timeout(300)  # the sound tells of its time once more


def test_after_a_long_pause_the_list_comes_first(stored: Page) -> None:
    playing(stored)
    pause(stored)
    at = stored.evaluate("document.querySelector('audio').currentTime")
    stored.evaluate(LATER, 2)
    stored.get_by_role("button", name="Play", exact=True).click()
    expect(stored.get_by_role("heading", name="Is any of this true now?")).to_be_visible()
    stored.get_by_role("button", name="None of these").click()
    stored.get_by_role("button", name="Start").click()
    until(stored, f"document.querySelector('audio').currentTime > {at}")
    pause(stored)
    stored.evaluate(LATER, 30)
    stored.get_by_role("button", name="Play", exact=True).click()
    expect(stored.get_by_role("heading", name="Please make a new one")).to_be_visible()
    assert stored.evaluate("document.querySelector('audio').paused")


def test_from_the_start_asks_the_list_again(stored: Page) -> None:
    playing(stored)
    stored.get_by_role("button", name="This hurts").click()
    stored.get_by_role("button", name="Stop the session").first.click()
    stored.get_by_role("button", name="From the start").click()
    expect(stored.get_by_role("heading", name="Is any of this true now?")).to_be_visible()


def test_an_emergency_named_in_another_tab_stands_in_this_one(stored: Page) -> None:
    first, other = stored, stored.context.new_page()
    other.goto(first.url)
    first.get_by_role("button", name="None of these").click()
    other.get_by_text("The worst headache ever").click()
    other.get_by_role("button", name="Go on with what I ticked").click()
    first.bring_to_front()
    if first.get_by_role("button", name="Start").is_visible():  # not yet heard of
        first.get_by_role("button", name="Start").click()
    expect(first.get_by_role("link", name="Call 112").first).to_be_visible()
    assert first.evaluate("document.querySelector('audio').paused")


@pytest.mark.parametrize("hours", [25, -3])
def test_an_old_one_is_read_and_not_played(browser: Browser, saved: Path, hours: int) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    later = timedelta(hours=hours) / timedelta(milliseconds=1)
    page.add_init_script(f"const now = Date.now; Date.now = () => now() + {later};")
    page.goto(saved.as_uri())
    expect(page.get_by_role("heading", name="Please make a new one")).to_be_visible()
    expect(page.get_by_role("button", name="None of these")).to_be_hidden()
    expect(page.locator("[data-line]").first).to_be_visible()
    context.close()


def test_without_script_it_can_be_read_and_heard(browser: Browser, saved: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(saved.as_uri())
    assert "no session. Call the emergency number" in page.content()
    expect(page.locator("audio")).to_be_visible()
    expect(page.get_by_text("Have a glass of water within reach.")).to_be_visible()
    expect(page.locator("[data-line]").first).to_be_visible()
    expect(page.get_by_role("button", name="None of these")).to_be_hidden()
    context.close()


def test_its_policy_lets_nothing_out(browser: Browser, saved: Path) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(saved.as_uri())
    blocked = page.evaluate(
        """async () => {
            const seen = [];
            document.addEventListener('securitypolicyviolation', event => seen.push(event.effectiveDirective));
            await fetch('https://example.invalid/').catch(() => undefined);
            new Image().src = 'https://example.invalid/x.png';
            await new Promise(done => setTimeout(done, 200));
            return seen;
        }"""
    )
    context.close()
    assert blocked == ["connect-src", "img-src"]
