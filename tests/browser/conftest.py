"""One browser and one served app for all tests here; each test has pages of its own.

`phone` and `desktop` also hold that nothing went wrong in them: no error on the console, no uncaught one, nothing
against the content security policy, no request to anywhere else. `watcher.allow(…)` excepts what a test is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser.app import DESKTOP, PHONE, App, Watcher, launch
from tests.browser.walk import Walker, newcomer

# What has to be seen is waited for as long as a busy machine takes; what must not be is asked for at once.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = launch(playwright)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    served = App(tmp_path_factory.mktemp("app"))
    served.start()
    yield served
    served.stop()


@pytest.fixture
def watcher(app: App) -> Iterator[Watcher]:
    watching = Watcher(app)
    yield watching
    watching.check()


@pytest.fixture
def phone(app: App, browser: Browser, watcher: Watcher) -> Iterator[Page]:
    yield from _page(app, browser, watcher, PHONE)


@pytest.fixture
def desktop(app: App, browser: Browser, watcher: Watcher) -> Iterator[Page]:
    yield from _page(app, browser, watcher, DESKTOP)


def _page(app: App, browser: Browser, watcher: Watcher, size: tuple[int, int]) -> Iterator[Page]:
    context = app.context(browser, size, has_touch=size == PHONE)
    watcher.watch(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def fresh_app(tmp_path: Path) -> Iterator[App]:
    """A folder in which nobody has been before."""
    served = App(tmp_path)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def fresh_watcher(fresh_app: App) -> Iterator[Watcher]:
    watching = Watcher(fresh_app)
    yield watching
    watching.check()


@pytest.fixture
def fresh_walker(fresh_app: App, browser: Browser, fresh_watcher: Watcher, size: tuple[int, int]) -> Iterator[Walker]:
    """Somebody who is here for the first time; see SIZES."""
    context = newcomer(fresh_app, browser, fresh_watcher, size)
    yield Walker(context.new_page(), fresh_app, touch=size == PHONE)
    context.close()


@pytest.fixture
def desktop_walker(fresh_app: App, browser: Browser, fresh_watcher: Watcher) -> Iterator[Walker]:
    context = newcomer(fresh_app, browser, fresh_watcher, DESKTOP)
    yield Walker(context.new_page(), fresh_app, touch=False)
    context.close()
