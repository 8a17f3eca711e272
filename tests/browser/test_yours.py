"""Saved, erased and taken in again: as somebody does it who moves to another computer."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.app import PHONE, App, Watcher

PLANT = """async () => {
  const owner = document.documentElement.dataset.owner;
  await (await caches.open('unclench-' + owner)).put('/kept/x/', new Response('plantedpage'));
  await new Promise((done, failed) => {
    const opening = indexedDB.open('unclench-' + owner, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
    opening.onsuccess = () => {
      const writing = opening.result.transaction('kept', 'readwrite');
      writing.objectStore('kept').put('plantedsession', 'x');
      writing.oncomplete = () => { opening.result.close(); done(); };
      writing.onerror = failed;
    };
  });
  localStorage.setItem('unclench.place:x', 'plantedplace');
  sessionStorage.setItem('x', 'plantedtab');
  await navigator.serviceWorker.register('/service-worker.js', {scope: '/'});
}"""
"""All that a browser can keep of a person. The mark is left out, so that the page itself has nothing to see to."""
LEFT = """async () => ({
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).map(base => base.name),
  local: Object.keys(localStorage),
  tab: Object.keys(sessionStorage).filter(name => name !== 'htmx-current-path-for-history'),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"caches": [], "databases": [], "local": [], "tab": [], "workers": 0}


def test_what_was_saved_is_erased_here_and_comes_in_again(
    fresh_app: App, browser: Browser, fresh_watcher: Watcher, tmp_path: Path
) -> None:
    fresh_watcher.allow("status of 4(04|22)")
    fresh_app.stage("diary", days=20)
    context = fresh_app.context(browser, PHONE, has_touch=True, reduced_motion="reduce")
    fresh_watcher.watch(context)
    page = context.new_page()
    page.goto("/you/")
    page.get_by_role("link", name="Take it along, back it up, erase it").tap()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Everything, in one file").tap()
    first = tmp_path / "first.json"
    saving.value.save_as(first)
    with page.expect_download() as saving:
        page.get_by_role("link", name="Make a backup").tap()
    assert b"Sumatriptan" in saving.value.path().read_bytes()

    page.evaluate(PLANT)
    assert page.evaluate(LEFT) != NOTHING
    page.get_by_label("Do you want it back one day?").fill("erase it")
    page.get_by_role("button", name="Erase everything").tap()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was erased.")
    page.get_by_label("Do you want it back one day?").fill("erase")
    page.get_by_role("button", name="Erase everything").tap()
    expect(page.get_by_role("heading", name="Everything is gone")).to_be_visible(timeout=30_000)
    assert page.evaluate(LEFT) == NOTHING
    assert context.cookies() == [cookie for cookie in context.cookies() if cookie["name"] == "unclench_zone"]
    left = b"".join(path.read_bytes() for path in fresh_app.data.rglob("*") if path.is_file())
    assert [
        word for word in (b"Sumatriptan", b"Europe/Berlin", b"attack") if word in left.replace(b"attack_", b"")
    ] == []
    answer = page.goto("/you/data/")
    assert answer is not None
    assert answer.status == 404
    context.close()

    page = come_in_anew(fresh_app, browser, fresh_watcher)
    page.goto("/you/data/")
    page.get_by_label("The file").set_input_files(first)
    page.get_by_role("button", name="See what is in it").tap()
    expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
    page.get_by_role("button", name="Take").tap()
    expect(page.get_by_text("What was here is as it was.")).to_be_visible()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Everything, in one file").tap()
    assert saving.value.path().read_bytes() == first.read_bytes()
    page.context.close()


def come_in_anew(app: App, browser: Browser, watcher: Watcher) -> Page:
    """By the file that a second start writes: whoever was signed in before is not any more."""
    context = browser.new_context(
        base_url=app.url, viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, timezone_id="Europe/Berlin"
    )
    watcher.watch(context)
    page = context.new_page()
    page.goto(app.open_door().as_uri())
    page.wait_for_url(f"{app.url}/**")
    return page
