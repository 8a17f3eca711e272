"""Without a network: a kept session plays, an attack is noted, and all of it arrives once when the network is back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import ANY

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect
from playwright.sync_api import Error as PlaywrightError

from tests.browser.app import PHONE, WAITS_MS, App, Watcher
from tests.browser.figure_page import DRAWS_WITHIN_MS, drawing_browser

STORES = """async () => ({
  caches: (await caches.keys()).filter(name => name.startsWith('unclench-')).length,
  databases: (await indexedDB.databases()).filter(base => base.name.startsWith('unclench-')).length,
  mark: localStorage.getItem('unclench.offline'),
})"""
WAITING_ATTACK = """() => new Promise((done, failed) => {
  const opening = indexedDB.open('unclench-' + document.documentElement.dataset.owner);
  opening.onsuccess = () => {
    const writing = opening.result.transaction('waiting', 'readwrite');
    const id = '0192aaaa-bbbb-7ccc-8ddd-' + String(Date.now()).padStart(13, '0').slice(1).replace(/[^0-9]/g, '0');
    writing.objectStore('waiting').add({record: {id, kind: 'attack', at_ms: Date.now()}, refused: ''});
    writing.oncomplete = () => { opening.result.close(); done(); };
    writing.onerror = failed;
  };
})"""
"""An attack that was noted a moment ago and could not be told."""
HELD = """async plan => ({
  files: (await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys())
    .map(request => new URL(request.url).pathname)))).flat().sort(),
  kept: await new Promise(done => {
    const opening = indexedDB.open('unclench-' + document.documentElement.dataset.owner);
    opening.onsuccess = () => {
      const asking = opening.result.transaction('kept').objectStore('kept').getAllKeys();
      asking.onsuccess = () => { opening.result.close(); done(asking.result); };
    };
  }),
})"""
"""What lies in this browser, by name."""
WAITING = """() => new Promise(done => {
  const opening = indexedDB.open('unclench-' + document.documentElement.dataset.owner);
  opening.onsuccess = () => {
    const asking = opening.result.transaction('waiting').objectStore('waiting').count();
    asking.onsuccess = () => { opening.result.close(); done(asking.result); };
  };
})"""
"""How many records wait: the pages say a moment later what they have looked for."""
INSTALLED = """
const real = window.matchMedia.bind(window);
window.matchMedia = query => query === '(display-mode: standalone)' ? { matches: true } : real(query);
"""
"""Chromium knows no other way to look like an app on a home screen."""
EMPTY = {"caches": 0, "databases": 0, "mark": None}


@pytest.fixture(scope="module")
def plan(app: App) -> str:
    found: str = app.stage("plan", minutes=3)
    return found


@pytest.fixture
def device(app: App, browser: Browser) -> Iterator[BrowserContext]:
    """A phone on which a session is kept; nothing goes wrong but that nobody answers."""
    watching = Watcher(app)
    watching.allow("net::ERR_(INTERNET_DISCONNECTED|FAILED)|Failed to fetch|status of 404")
    context = app.context(browser, PHONE, has_touch=True, reduced_motion="reduce")
    watching.watch(context)
    yield context
    context.set_offline(False)
    context.close()
    watching.check()


@pytest.fixture
def newcomer(app: App, browser: Browser) -> Iterator[Page]:
    """A phone that is let in by a code of its own, so that signing it out leaves the others in."""
    watching = Watcher(app)
    watching.allow("net::ERR_INTERNET_DISCONNECTED|Failed to fetch|status of 404")
    context = browser.new_context(base_url=app.url, viewport={"width": 390, "height": 844}, has_touch=True)
    watching.watch(context)
    page = context.new_page()
    come_in(page, app, "me")
    yield page
    context.close()
    watching.check()


def come_in(page: Page, app: App, name: str) -> None:
    page.goto("about:blank")
    page.goto(f"{app.url}/enter#{app.stage('token_for', name=name)}")
    page.get_by_role("button", name="Come in").tap()
    page.wait_for_url(f"{app.url}/")


def until(page: Page, promise: str) -> None:
    """Playwright's own waiting takes a promise for true, whatever it will say."""
    page.evaluate(
        f"""async () => {{
          for (const end = Date.now() + {WAITS_MS}; !(await {promise});) {{
            if (Date.now() > end) throw new Error('not in time');
            await new Promise(done => setTimeout(done, 50));
          }}
        }}"""
    )


def keep(context: BrowserContext, plan: str) -> Page:
    page = context.new_page()
    page.goto(f"/sessions/{plan}/phone/")
    page.get_by_role("button", name="Keep it here").tap()
    expect(page.get_by_text("Kept. It plays here without a network.")).to_be_visible(timeout=60_000)
    return page


def records(app: App, plan: str) -> Any:
    return app.stage("offline_records", plan=plan)


def test_a_kept_session_plays_without_a_network_and_all_of_it_arrives_once(
    app: App, device: BrowserContext, plan: str
) -> None:
    app.stage("medicine", name="Sumatriptan")
    page = keep(device, plan)
    before = records(app, plan)
    device.set_offline(True)

    page.goto(f"/kept/{plan}/")
    expect(page.get_by_role("heading", name="Is any of this true now?")).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_be_hidden()
    page.get_by_role("button", name="None of these").tap()
    page.get_by_text("How is it now? (optional)").first.tap()
    page.get_by_label(re.compile("^Pain")).first.select_option("6")
    page.get_by_role("button", name="Start").tap()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.3")
    expect(page.locator("[data-picture]").locator("visible=true")).to_have_count(1)
    page.get_by_role("button", name="Skip").tap()
    expect(page.locator("[data-part=number]")).to_have_text(re.compile("^Step 2 "))
    page.wait_for_timeout(300)
    other = device.new_page()
    page.close()  # by mistake: it goes on from there, and from nowhere else
    page = other
    page.goto(f"/kept/{plan}/")
    page.get_by_role("button", name="None of these").tap()
    page.get_by_role("button", name=re.compile("^Go on at ")).tap()
    expect(page.locator("[data-part=number]")).to_have_text(re.compile("^Step 2 "))
    page.wait_for_function("() => !document.querySelector('audio').paused")
    page.get_by_role("button", name="This hurts").tap()
    page.get_by_role("button", name="Stop the session").first.tap()
    page.get_by_text("How is it now? (optional)").last.tap()
    page.get_by_label(re.compile("^Pain")).last.select_option("3")
    page.get_by_role("button", name="Keep this").tap()
    expect(page.get_by_role("button", name="Kept")).to_be_disabled()
    until(page, f"({WAITING})().then(count => count === 7)")

    page.goto("/offline/")
    expect(page.get_by_text("Unclench cannot be reached now.")).to_be_visible()
    expect(page.get_by_text("Played")).to_be_visible()
    page.get_by_role("button", name="Note an attack now").tap()
    tell_an_attack(page)
    page.goto("/history/")  # nobody answers: what is kept here is shown instead
    expect(page.get_by_role("heading", name="Kept on this device")).to_be_visible()
    page.goto(f"/kept/{plan}/")
    expect(page.get_by_role("heading", name="This one was played")).to_be_visible()
    expect(page.get_by_role("button", name="None of these")).to_be_hidden()
    assert records(app, plan) == before

    page.goto("/offline/")
    page.route("**/offline/records/", lose_the_answer, times=1)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/offline/records/")):
        device.set_offline(False)
    page.goto("/offline/")  # nobody knows whether they arrived, so they are sent once more
    until(page, f"({WAITING})().then(count => count === 0)")
    expect(page.get_by_text("records wait")).to_be_hidden()
    for _ in range(2):
        page.goto("/")
    arrived = records(app, plan)
    assert arrived["attacks"] == before["attacks"] + 1
    assert arrived["told"] == [
        ["pain", 7, "", None],
        ["tried", ANY, "", None],
        ["place", "temple.left", "", None],
        ["place", "temple.right", "", None],
        ["place", "nape", "", None],
        ["symptom", "nausea", "severe", None],
        ["relief", None, "helpful", 30],
    ]
    assert (arrived["doses"], arrived["eased"]) == ([["Sumatriptan", "Europe/Berlin"]], True)
    assert arrived["plays"] == [
        {
            "events": ["started", "skipped", "resumed", "hurt", "stopped"],
            "ending": "stopped",
            "pain": [6, 3],
        }
    ]


def lose_the_answer(route: Route) -> None:
    """The records arrive, and the browser never hears of it."""
    assert route.fetch().status == 200
    route.abort()


def tell_an_attack(page: Page) -> None:
    """All that can be told of one without a network, each by few taps; two of them are taken back."""

    def tap(*names: str) -> None:
        for name in names:
            page.get_by_role("button", name=re.compile(f"^{name}")).locator("visible=true").first.tap()

    last = page.locator("[data-last]")
    expect(last).to_have_text(re.compile(r"^Noted, \d\d:\d\d\.$"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dim")
    tap("How bad", "Pain 9")
    expect(last).to_have_text(re.compile("^Pain 9, "))
    tap("Undo")
    expect(last).to_have_text("Taken back: Pain 9.")
    tap("How bad", "Pain 7")
    tap("Took", "Sumatriptan")
    expect(last).to_have_text(re.compile("^Sumatriptan, "))
    page.goto("/offline/attack/")  # it is known still which attack that was
    expect(last).to_have_text(re.compile("^Sumatriptan, "))
    page.get_by_role("button", name=re.compile("^Tried")).tap()
    page.locator("[data-things] > button").first.tap()
    tap("Where", "Temple", "Both sides")
    tap("Where", "Back of the neck", "Leave the side open")
    tap("With it", "Nausea", "Severe")
    tap("Better", "Sumatriptan", "Yes", "30 min")
    expect(last).to_have_text(re.compile("^Sumatriptan: yes, after 30 min, "))
    small = page.eval_on_selector_all(
        ".say-answer, .attack-foot > .large",
        "all => all.map(one => one.getBoundingClientRect()).filter(box => box.height && box.height < 60).length",
    )
    assert small == 0
    tap("It has eased", "Undo")
    expect(last).to_have_text("Taken back: Eased.")
    tap("It has eased")
    expect(last).to_have_text(re.compile("^Eased, "))
    expect(page.get_by_text("records wait on this device")).to_be_visible()


def test_the_figure_lives_without_a_network(app: App, playwright: Playwright) -> None:
    plan = app.stage("plan", minutes=3)
    watching = Watcher(app)
    watching.allow("net::ERR_INTERNET_DISCONNECTED|Failed to fetch|GPU stall|GL Driver Message")
    with drawing_browser(playwright) as browser:
        context = app.context(browser, PHONE, has_touch=True)
        watching.watch(context)
        keep(context, plan).close()
        context.set_offline(True)
        page = context.new_page()
        page.goto(f"/kept/{plan}/?figure=3d")
        page.get_by_role("button", name="None of these").tap()
        page.get_by_role("button", name="Start").tap()
        figure = page.locator("unclench-figure[data-live=moving]")
        figure.wait_for(timeout=DRAWS_WITHIN_MS)
        expect(page.locator("[data-picture]").locator("visible=true")).to_have_count(0)
        page.get_by_role("button", name="Pause").tap()
        page.evaluate("() => { document.querySelector('audio').currentTime = 62; }")
        page.wait_for_function(
            "() => document.querySelector('unclench-figure').shown_s === 62", timeout=DRAWS_WITHIN_MS
        )
        assert page.evaluate("() => document.querySelector('unclench-figure').triangles") > 10_000
        context.set_offline(False)
        context.close()
    watching.check()


def test_what_does_not_fit_leaves_nothing_behind_and_says_how_to_make_room(app: App, newcomer: Page) -> None:
    plan, further = app.stage("plan", minutes=3), app.stage("plan", minutes=3)
    page = keep(newcomer.context, plan)
    before = page.evaluate(HELD)
    assert before["kept"] == [plan]
    devtools = page.context.new_cdp_session(page)

    def allow(bytes_more: int) -> None:
        used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": app.url, "quotaSize": used + bytes_more})

    # Told before it begins, where the browser says how little there is; else met half-way.
    for said in (True, False):
        allow(300_000)
        page.goto(f"/sessions/{further}/phone/")
        if said:
            page.evaluate("() => { navigator.storage.estimate = async () => ({ usage: 7e5, quota: 1e6 }); }")
        page.get_by_role("button", name="Keep it here").tap()
        words = page.locator("[data-keep-words]")
        expect(words).to_contain_text("There is no room. This takes about 2.", timeout=60_000)
        expect(words).to_contain_text("Nothing of it was kept. To make room, delete a session")
        expect(page.get_by_text("lets Unclench keep 0 MB more")).to_have_count(int(said))
        assert page.evaluate(HELD) == before

    page.goto("/offline/")
    page.get_by_role("button", name=re.compile("^Delete here")).tap()
    expect(page.get_by_text("None is kept in this browser.")).to_be_visible()
    left = page.evaluate(HELD)
    assert left["kept"] == []
    assert not any(plan in name for name in left["files"])
    allow(50_000_000)
    keep(newcomer.context, further).close()
    assert page.evaluate(HELD)["kept"] == [further]


def test_an_emergency_named_without_a_network_stands_when_it_is_back(app: App, device: BrowserContext) -> None:
    plan = app.stage("plan", minutes=3)
    page = keep(device, plan)
    device.set_offline(True)
    waiting = device.new_page()
    waiting.goto(f"/kept/{plan}/")
    waiting.get_by_role("button", name="None of these").tap()
    page.goto(f"/kept/{plan}/")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Go on with what I ticked").tap()
    expect(page.get_by_role("heading", name="Get help now")).to_be_visible()
    until(page, f"({WAITING})().then(count => count === 1)")
    page.reload()
    expect(page.get_by_role("heading", name="Get help now")).to_be_visible()
    expect(waiting.get_by_role("heading", name="Get help now")).to_be_visible()
    device.set_offline(False)
    page.goto("/offline/")
    until(page, f"({WAITING})().then(count => count === 0)")
    expect(page.get_by_text("waits on this device")).to_be_hidden()
    page.goto(f"/kept/{plan}/")
    expect(page).to_have_url(re.compile("/emergency/$"))
    until(page, f"({HELD})().then(held => !held.kept.length && !held.files.some(name => name.includes('{plan}')))")
    device.set_offline(True)
    page.goto(f"/kept/{plan}/")
    expect(page.get_by_role("heading", name="Kept on this device")).to_be_visible()
    page.goto("/offline/attack/")  # what one may need now is there still
    expect(page.get_by_text("Get help now").first).to_be_visible()
    device.set_offline(False)
    app.stage("unlock")


def test_an_emergency_that_found_no_time_to_be_written_is_written_by_the_next_page(
    app: App, device: BrowserContext
) -> None:
    plan = app.stage("plan", minutes=3)
    page = keep(device, plan)
    name = f"{plan} 0192bbbb-0000-7000-8000-000000000001"
    page.evaluate("name => localStorage.setItem('unclench.emergency.unwritten', name)", name)
    page.goto("/history/")
    until(page, "(async () => localStorage.getItem('unclench.emergency.unwritten') === null)()")
    until(page, "fetch('/emergency/').then(answer => new URL(answer.url).pathname === '/emergency/')")
    app.stage("unlock")


def test_an_installed_app_keeps_the_attack_page_by_itself(newcomer: Page) -> None:
    """Whoever has the shortcut on a home screen has kept nothing, and never opened the page of what is kept."""
    newcomer.add_init_script(INSTALLED)
    newcomer.goto("/history/")
    until(newcomer, "caches.match('/offline/attack/').then(Boolean)")
    until(newcomer, "navigator.serviceWorker.ready.then(found => found.active?.state === 'activated')")
    newcomer.evaluate("async () => (await caches.open((await caches.keys())[0])).delete('/offline/own/')")
    newcomer.goto("/history/")  # it was lost, and comes back
    until(newcomer, "caches.match('/offline/own/').then(Boolean)")
    newcomer.context.set_offline(True)
    newcomer.goto("/offline/attack/")
    expect(newcomer.get_by_role("button", name=re.compile("^Attack now"))).to_be_visible()


def test_another_owner_finds_nothing_of_the_one_before(app: App, newcomer: Page) -> None:
    plan = app.stage("plan", minutes=3)
    page = keep(newcomer.context, plan)
    assert page.evaluate(STORES) == {"caches": 1, "databases": 1, "mark": ANY}
    come_in(page, app, "bob")
    page.wait_for_function("() => localStorage.getItem('unclench.offline') === null")
    assert page.evaluate(STORES) == EMPTY
    newcomer.context.set_offline(True)
    with pytest.raises(PlaywrightError, match="ERR_"):
        page.goto(f"/kept/{plan}/")


def test_signing_out_clears_what_is_kept_and_tells_first_what_waits(app: App, newcomer: Page) -> None:
    plan = app.stage("plan", minutes=3)
    app.stage("attacks_were_earlier")
    before = records(app, plan)["attacks"]
    page = keep(newcomer.context, plan)
    page.goto("/you/")
    newcomer.context.set_offline(True)
    page.evaluate(WAITING_ATTACK)
    newcomer.context.set_offline(False)
    page.locator("form[data-sign-out] button").tap()
    expect(page.get_by_role("heading", name="This browser is not let in")).to_be_visible()
    assert page.evaluate(STORES) == EMPTY
    assert records(app, plan)["attacks"] == before + 1


def open_shortcut(page: Page, url: str) -> None:
    """With a network and without one there is a single button, and a tap on it begins an attack."""
    page.goto("/offline/")
    # Not `ready`, which never comes where no worker could be registered.
    until(page, "(navigator.serviceWorker.controller && caches.match('/offline/attack/'))")
    page.goto(url)
    page.get_by_role("button", name="Attack now").click()
    page.wait_for_url(re.compile("/attack/[0-9a-f-]{36}/$|/offline/attack/$"))  # the second where it takes too long
    expect(page.get_by_text(re.compile(r"^Noted, \d\d:\d\d\.")).first).to_be_visible()
    page.goto(url)
    page.context.set_offline(True)
    page.get_by_role("button", name="Attack now").click()  # what was open already
    expect(page.locator("[data-last]")).to_have_text(re.compile(r"^Noted, \d\d:\d\d\.$"))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Attack now")).to_be_visible()
    page.goto(url)
    page.get_by_role("button", name="Attack now").click()
    expect(page.locator("[data-last]")).to_have_text(re.compile(r"^Noted, \d\d:\d\d\.$"))
    page.context.set_offline(False)


def test_it_can_be_installed(app: App, phone: Page, watcher: Watcher) -> None:
    del app
    watcher.allow("net::ERR_INTERNET_DISCONNECTED|Failed to fetch")
    phone.goto("/offline/")
    manifest = phone.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then(told => told.json())")
    assert (manifest["display"], manifest["scope"], manifest["start_url"]) == ("standalone", "/", "/")
    assert [entry["name"] for entry in manifest["shortcuts"]] == ["Attack now", "Kept on this device"]
    open_shortcut(phone, manifest["shortcuts"][0]["url"])
    session = phone.context.new_cdp_session(phone)
    found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Browsers in tests keep nothing of their own.
    assert [error["errorId"] for error in found] == ["in-incognito"]
    assert session.send("Page.getAppManifest")["errors"] == []
    for icon in manifest["icons"]:
        if icon["type"] == "image/png":
            size = phone.evaluate(
                "address => createImageBitmap.length && fetch(address).then(told => told.blob())"
                ".then(createImageBitmap).then(made => [made.width, made.height])",
                icon["src"],
            )
            assert f"{size[0]}x{size[1]}" == icon["sizes"]
