"""Recording a line with a microphone that stands in, hearing it, doing it again, deleting it."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.app import PHONE, App, Watcher, launch
from tests.guide.test_recordings import spoken

RATE = 48_000


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the microphone hears, over and over: a word of one second, then silence."""
    path = tmp_path_factory.mktemp("microphone") / "heard.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((spoken(1.0, rate=RATE, level=0.15)[RATE // 2 :] * 32_767).astype("<i2").tobytes())
    return path


@pytest.fixture
def lines(playwright: Playwright, app: App, watcher: Watcher, microphone: Path) -> Iterator[Page]:
    """The page of a session's lines, in a browser with a microphone."""
    browser = launch(
        playwright,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
    )
    context = app.context(browser, PHONE, has_touch=True, permissions=["microphone"])
    watcher.watch(context)
    page = context.new_page()
    page.goto(f"/sessions/{app.stage('plan', minutes=5)}/")
    page.get_by_role("link", name="Record its lines yourself").click()
    yield page
    browser.close()


def test_a_line_is_recorded_heard_done_again_and_deleted(lines: Page) -> None:
    first, said = lines.locator(".spoken-line").first, lines.get_by_role("status").filter(has_text="recorded.")
    expect(said).to_contain_text(re.compile(r"^0 of \d+ recorded\."))
    first.get_by_role("button", name="Record").tap()
    expect(said).to_contain_text("Recording. Speak now.")
    lines.wait_for_timeout(1_800)
    first.get_by_role("button", name="Stop").tap()
    expect(said).to_contain_text(re.compile(r"1 of \d+ recorded\. Kept, \d"))
    assert heard_rms(lines) > 0.02
    first.get_by_role("button", name="Play").tap()
    lines.reload()
    expect(said).to_contain_text(re.compile(r"^1 of \d+ recorded\."))
    expect(first).to_contain_text("recorded")
    before = first.get_attribute("data-sound")
    first.get_by_role("button", name="Again").tap()
    lines.wait_for_timeout(1_800)
    first.get_by_role("button", name="Stop").tap()
    expect(said).to_contain_text("Kept")
    assert first.get_attribute("data-sound") != before
    first.get_by_role("button", name="Delete").tap()
    expect(said).to_contain_text(re.compile(r"^0 of \d+ recorded\. Deleted\."))
    expect(first.get_by_role("button", name="Record")).to_be_focused()


def heard_rms(page: Page) -> float:
    """The strength of what was kept, decoded by the browser."""
    samples = page.evaluate(
        """async () => {
          const answer = await fetch(document.querySelector('[data-sound]').dataset.sound);
          const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(await answer.arrayBuffer());
          return Array.from(sound.getChannelData(0).filter((_, place) => place % 7 === 0));
        }"""
    )
    return float(np.sqrt(np.mean(np.square(samples))))


def test_a_microphone_that_is_refused_is_said(lines: Page) -> None:
    lines.context.clear_permissions()
    lines.locator(".spoken-line").nth(1).get_by_role("button", name="Record").tap()
    expect(lines.locator(".spoken-line").nth(1).get_by_role("alert")).to_contain_text("The microphone is not allowed.")
    expect(lines.locator(".spoken-line").nth(1).get_by_role("button", name="Record")).to_be_visible()


def test_other_pages_cannot_use_the_microphone(lines: Page) -> None:
    lines.goto("/you/")
    allowed = lines.evaluate("() => document.featurePolicy?.allowsFeature('microphone') ?? false")
    assert allowed is False
