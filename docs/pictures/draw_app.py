"""Draws docs/pictures/app.png: the session page, the player and an attack, as a phone shows them.

PYTHONPATH=src:. UNCLENCH_BROWSER=/usr/bin/chromium .venv/bin/python docs/pictures/draw_app.py
"""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.app import App, launch, wear

HERE = Path(__file__).parent
SIZE = (390, 844)
PAGE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 36px; display: flex; gap: 28px; justify-content: center; background: #e9e1d4; }
img { width: 300px; border-radius: 28px; box-shadow: 0 12px 40px #3b2a1a40; }
</style>"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(Path(folder))
        app.start()
        browser = launch(playwright, "--hide-scrollbars")
        pictures = shots(app, browser)
        sheet = browser.new_page(viewport={"width": 1040, "height": 740})
        images = "".join(f'<img src="data:image/png;base64,{base64.b64encode(shot).decode()}">' for shot in pictures)
        sheet.set_content(PAGE + images)
        sheet.screenshot(path=HERE / "app.png")
        browser.close()
        app.stop()


def shots(app: App, browser: Browser) -> list[bytes]:
    context = app.context(browser, SIZE, has_touch=True)
    page = context.new_page()
    page.goto(f"/sessions/{app.stage('plan', minutes=10)}/")
    plan = shot(page)
    page.get_by_role("button", name="Start").first.click()
    page.locator(".player[data-state=playing]").wait_for(timeout=90_000)
    to_step(page, 3)
    wear(page, "dark")
    player = shot(page)
    page.goto("/")
    page.get_by_role("button", name="Attack now").first.click()
    page.get_by_role("button", name="None of these").click()
    page.wait_for_load_state()
    attack = shot(page)
    context.close()
    return [plan, player, attack]


def to_step(page: Page, number: int) -> None:
    for _ in range(number - 1):
        page.get_by_role("button", name="Skip").click()
    page.wait_for_timeout(6_000)


def shot(page: Page) -> bytes:
    page.evaluate("window.scrollTo(0, 0)")
    return page.screenshot()


if __name__ == "__main__":
    main()
