"""What waits on a device: of the right attack, in the right order. The pages are real, the answers made up."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
import uuid6
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.app import PHONE, App, Watcher

HOUR_MS = 3_600_000
Record = dict[str, Any]

OPEN = """const open = owner => new Promise((done, failed) => {
  const opening = indexedDB.open('unclench-' + owner, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('waiting', {keyPath: 'n', autoIncrement: true});
    opening.result.createObjectStore('kept', {keyPath: 'plan'});
  };
  opening.onsuccess = () => done(opening.result);
  opening.onerror = failed;
});"""
SEED = f"""async ({{owner, waiting, kept, files}}) => {{
  {OPEN}
  const store = await open(owner);
  const writing = store.transaction(['waiting', 'kept'], 'readwrite');
  for (const record of waiting) writing.objectStore('waiting').add({{record, refused: ''}});
  const further = {{title: 'Neck', good_until_ms: 1e15, page: '/', bytes: 0}};
  for (const plan of kept) writing.objectStore('kept').add({{plan, ...further}});
  await new Promise((done, failed) => {{ writing.oncomplete = done; writing.onerror = failed; }});
  store.close();
  const cache = await caches.open('unclench-' + owner);
  for (const [name, text] of Object.entries(files)) await cache.put(name, new Response(text));
  localStorage.setItem('unclench.offline', owner);
}}"""
HELD = f"""async owner => {{
  {OPEN}
  const store = await open(owner);
  const all = name => new Promise(done => {{
    const asking = store.transaction(name).objectStore(name).getAll();
    asking.onsuccess = () => done(asking.result);
  }});
  const held = {{waiting: await all('waiting'), kept: (await all('kept')).map(one => one.plan)}};
  store.close();
  const tapped = await caches.match('/offline/tapped/', {{cacheName: 'unclench-' + owner}});
  return {{...held, tapped: tapped ? await tapped.text() : ''}};
}}"""
NO_ROOM = """(() => {
  if (!globalThis.Cache) return; // the empty page that comes first
  const full = name => (localStorage.getItem('full') ?? '').split(' ').includes(name);
  const say = () => new DOMException('full', 'QuotaExceededError');
  const add = IDBObjectStore.prototype.add, put = Cache.prototype.put;
  IDBObjectStore.prototype.add = function (...all) { if (full('store')) throw say(); return add.apply(this, all); };
  Cache.prototype.put = function (...all) { return full('cache') ? Promise.reject(say()) : put.apply(this, all); };
})()"""


def record(kind: str, ago_ms: int = 0, **fields: Any) -> Record:
    return {"id": str(uuid6.uuid7()), "kind": kind, "at_ms": now_ms() - ago_ms, "zone": "Europe/Berlin", **fields}


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Device:
    """A phone on which something is kept, and what answers it."""

    page: Page
    owner: str
    reached: bool = True
    open_attack: Record | None = None
    breaks: Callable[[Record], bool] = lambda _: False
    """What makes an error of the whole request."""
    revoked: frozenset[str] = frozenset()
    posts: list[tuple[list[Record], list[str]]] = field(default_factory=list)
    taken: list[Record] = field(default_factory=list)

    def seed(self, *waiting: Record, kept: tuple[str, ...] = (), files: dict[str, str] | None = None) -> None:
        given = {"owner": self.owner, "waiting": waiting, "kept": kept, "files": files or {}}
        self.page.evaluate(SEED, given)

    def held(self) -> Any:
        return self.page.evaluate(HELD, self.owner)

    def waiting(self) -> list[Record]:
        return [one["record"] for one in self.held()["waiting"]]

    def fill(self, *names: str) -> None:
        self.page.evaluate("names => localStorage.setItem('full', names)", " ".join(names))

    def own(self, route: Route) -> None:
        if not self.reached:
            return route.abort()
        own = {"owner": self.owner, "things": ["Cold"], "attack": self.open_attack, "emergency": False}
        medicine = {"id": str(uuid6.uuid7()), "name": "Sumatriptan", "usual": "50 mg"}
        return route.fulfill(json=own | {"medicines": [medicine]})

    def records(self, route: Route) -> None:
        if not self.reached:
            return route.abort()
        sent = json.loads(route.request.post_data or "")
        self.posts.append((sent["records"], sent["kept"]))
        if any(map(self.breaks, sent["records"])):
            return route.fulfill(status=500)
        self.taken += sent["records"]
        results = [{"id": one["id"], "state": "kept", "text": ""} for one in sent["records"]]
        return route.fulfill(json={"results": results, "kept": {one: one not in self.revoked for one in sent["kept"]}})


@pytest.fixture
def device(app: App, browser: Browser) -> Iterator[Device]:
    watching = Watcher(app)
    watching.allow("net::ERR_FAILED|Failed to fetch|status of 500|registration blocked by Playwright|favicon")
    context = app.context(browser, PHONE, has_touch=True, service_workers="block")
    watching.watch(context)
    context.add_init_script(NO_ROOM)
    page = context.new_page()
    page.goto("/offline/token/")
    found = Device(page, json.loads(page.inner_text("body"))["owner"])
    context.route("**/offline/own/", found.own)
    context.route("**/offline/records/", found.records)
    context.route("**/offline/files/", lambda route: route.fulfill(json={"shell": []}))
    yield found
    context.close()
    watching.check()


def running(began_ms: int, **more: Any) -> tuple[str, dict[str, str]]:
    """An attack that is told of on this device, and the file that says so."""
    attack = str(uuid6.uuid7())
    told = [{"ids": [attack], "kind": "attack", "words": "Noted", "at_ms": began_ms}]
    kept = {"attack": attack, "began_ms": began_ms, "told": told, "rateable": [], **more}
    return attack, {"/offline/running/": json.dumps(kept)}


def tap(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("button", name=re.compile(f"^{name}")).locator("visible=true").first.tap()


def test_what_is_told_is_of_the_attack_that_lasts_and_of_none_that_is_too_old(device: Device) -> None:
    page, last = device.page, device.page.locator("[data-last]")
    _, files = running(now_ms() - 50 * HOUR_MS)
    second = {"id": str(uuid6.uuid7()), "began_ms": now_ms() - HOUR_MS, "unrated": []}
    device.seed(files=files)
    device.open_attack = second
    page.goto("/offline/attack/")
    expect(last).to_have_text(re.compile(r"^Noted, \d\d:\d\d\.$"))  # of the first one the day is said too
    with page.expect_response("**/offline/records/"):
        tap(page, "How bad", "Pain 7")
    expect(last).to_have_text(re.compile("^Pain 7, "))
    assert [(one["kind"], one["attack"]) for one in device.taken] == [("pain", second["id"])]

    page.clock.set_fixed_time((now_ms() + 72 * HOUR_MS) / 1_000)  # the page was left open
    tap(page, "Took", "Sumatriptan")
    expect(last).to_have_text(re.compile("^That attack began more than three days ago, so this was not noted"))
    expect(page.get_by_role("button", name="Attack now")).to_be_visible()
    assert (len(device.taken), device.waiting()) == (1, [])


def test_a_double_tap_is_one_dose_and_what_waits_is_never_said_not_to_be_noted(device: Device) -> None:
    page, last = device.page, device.page.locator("[data-last]")
    attack, files = running(now_ms() - HOUR_MS)
    device.seed(files=files)
    device.open_attack = {"id": attack, "began_ms": now_ms() - HOUR_MS, "unrated": []}
    page.goto("/offline/attack/")
    expect(page.locator("[data-online]")).to_be_visible()
    device.reached = False
    tap(page, "Took")
    page.evaluate("() => { const one = document.querySelector('[data-medicine]'); one.click(); one.click(); }")
    expect(last).to_have_text(re.compile("^Sumatriptan, "))
    assert [one["kind"] for one in device.waiting()] == ["dose"]

    device.fill("cache")
    tap(page, "How bad", "Pain 7")
    expect(last).to_have_text(re.compile("^It is noted, but there is hardly any room"))
    device.fill("store")
    tap(page, "Where", "Temple", "Both sides")  # both or neither
    expect(last).to_have_text(re.compile("so it was not noted"))
    assert [one["kind"] for one in device.waiting()] == ["dose", "pain"]


def test_a_tap_that_finds_no_room_is_not_lost_and_can_be_taken_back_wherever_it_arrived(device: Device) -> None:
    page, last = device.page, device.page.locator("[data-last]")
    tapped_ms = now_ms() - 60_000
    device.seed(files={"/offline/tapped/": str(tapped_ms)})
    device.reached = False
    device.fill("store")
    page.goto("/offline/attack/")
    expect(last).to_have_text(re.compile("no room on this device.*the time of your tap is kept"))
    expect(page.get_by_role("button", name="Attack now")).to_be_visible()
    assert (device.waiting(), device.held()["tapped"]) == ([], str(tapped_ms))

    device.fill("cache")
    page.reload()
    expect(last).to_have_text(re.compile("^Noted, "))
    [attack] = device.waiting()
    assert (attack["kind"], attack["at_ms"], device.held()["tapped"]) == ("attack", tapped_ms, "")
    page.reload()  # what this page knew of it found no room: what waits tells it
    expect(last).to_have_text(re.compile("^Noted, "))
    tap(page, "Undo")
    expect(page.get_by_role("button", name="Attack now")).to_be_visible()
    kept, undo = device.waiting()  # nobody knows whether the tap itself arrived
    assert (kept, undo["kind"], undo["of"], undo["what"]) == (attack, "undo", attack["id"], "attack")
    page.reload()
    expect(page.get_by_role("button", name="Attack now")).to_be_visible()
    expect(last).to_be_hidden()


def test_emergencies_go_first_and_a_record_that_breaks_everything_holds_up_no_other(device: Device) -> None:
    plans = tuple(sorted(str(UUID(int=number)) for number in range(45)))
    bad, attack, pain = record("pain"), record("attack"), record("pain")
    emergency = record("emergency", plan=plans[0])
    device.seed(bad, attack, pain, emergency, kept=plans)
    device.breaks = lambda one: one["id"] == bad["id"]
    device.revoked = frozenset(plans[40:])
    device.page.goto("/offline/")
    expect(device.page.get_by_text("One record waits on this device")).to_be_visible()
    assert [one["id"] for one in device.posts[0][0]] == [emergency["id"]]
    assert [one["id"] for one in device.taken[:3]] == [emergency["id"], attack["id"], pain["id"]]
    assert device.taken[1]["sent_ms"] >= attack["at_ms"]
    held = device.held()
    assert [(one["record"]["id"], one["refused"]) for one in held["waiting"]] == [(bad["id"], "")]
    assert held["kept"] == list(plans[:40])
    assert max(len(kept) for _, kept in device.posts) == 20
