"""The whole way through, from the file at the door to the history, at a phone's size and at a desk's."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.app import App, Watcher
from tests.browser.four import Count, words_seen
from tests.browser.walk import SIGNS, SIZES, Walker, rows

UNTOUCHED = ("tension_after", "stress_before", "stress_after", "focus_before", "focus_after", "mood_before")
MOST_SCREENS = 6
TAPS_AGAIN = 3
MOST_SECONDS_AGAIN = 60


@SIZES
def test_from_the_door_to_the_history_and_again(fresh_walker: Walker, fresh_app: App) -> None:
    walker, app, page = fresh_walker, fresh_app, fresh_walker.page
    walker.come_in()
    began = time.monotonic()

    expect(page.get_by_text("finds no illness and treats none")).to_be_visible()
    expect(page.get_by_text("No clinician has signed").first).to_be_visible()
    fill_in(walker)
    walker.tap_button("Go on")
    walker.is_at("/check/**")
    asked = walker.answer_check()
    assert asked == ["emergency", "about"]
    assert len(asked) <= MOST_SCREENS

    change_it(walker)
    rate_before(walker)
    walker.start()
    print(f"From the first page to sound, with every detour: {time.monotonic() - began:.1f} s")
    play_it(walker)
    play = play_of(page)

    rate_after(walker)
    found = rows(app, "select * from massage_play where id = ?", play.replace("-", ""))[0]
    assert (found["pain_before"], found["tension_before"], found["pain_after"]) == (6, 5, 3)
    assert [found[name] for name in UNTOUCHED] == [None] * len(UNTOUCHED)
    assert found["ending"] == "finished"
    see_it_in_the_history(walker)
    delete_and_undo(walker, app, play)
    once_more_in_three_taps(walker, app)


def fill_in(walker: Walker) -> None:
    page = walker.page
    walker.tick("complaint", "tth_episodic")
    walker.tick("minutes", "5")
    walker.tick("giver", "self")
    walker.open("Where")
    walker.tap_button("List")
    walker.open("Neck")
    place = page.locator(".places-group[open] .region").locator("visible=true").first
    place.locator("select").first.select_option("6")
    walker.open("More wishes")
    walker.tick("place", "desk")


def change_it(walker: Walker) -> None:
    """Every kind of change, and back."""
    page = walker.page
    expect(page.locator("#plan svg").first).to_be_visible()
    assert page.locator(".step").count() >= 3
    eyebrow = page.locator(".session-head .eyebrow")
    assert eyebrow.inner_text().lower().startswith("5 minutes")
    for change in ("Softer", "Not this", "More here"):
        button = page.get_by_role("button", name=re.compile(f"^{change}"))
        said = walker.change(button.locator("visible=true").first)
        assert "What changed" in said or "It stays as it is" in said, (change, said)
    said = walker.change(page.locator("#longer"))
    assert "What changed" in said
    assert eyebrow.inner_text().lower().startswith("10 minutes")
    walker.tap_link("Undo")
    page.wait_for_function(
        "() => document.querySelector('.session-head .eyebrow')?.textContent.trim().startsWith('5 minutes')"
    )
    walker.is_at("/sessions/*/")


def rate_before(walker: Walker) -> None:
    walker.open("How is it now?")
    walker.tick("pain", "6")
    walker.tick("tension", "5")


def play_it(walker: Walker) -> None:
    """Everything that one can do while it plays, then to the end."""
    page = walker.page
    walker.is_at("/plays/*/")
    walker.says("number", "^Step 1 of")
    walker.says("caption", r"\w")
    walker.tap(walker.part("skip"))
    walker.says("number", "^Step 2 of")
    walker.tap(walker.part("play"))
    page.wait_for_function("() => document.querySelector('audio').paused")
    stands = walker.time_s
    assert walker.time_s == stands
    walker.tap(walker.part("play"))
    walker.sounds()
    walker.tap(walker.part("back"))
    walker.says("number", "^Step 1 of")
    while walker.part("extend").is_disabled():
        expect(walker.part("why-not")).not_to_be_empty()
        number = walker.part("number").inner_text()
        walker.tap(walker.part("skip"))
        page.wait_for_function("old => document.querySelector('[data-player=number]').textContent !== old", arg=number)
    left = left_s(walker.part("total").inner_text())
    walker.tap(walker.part("extend"))
    page.wait_for_function(
        "before => { const [m, s] = document.querySelector('[data-player=total]').textContent.match(/\\d+/g);"
        " return m * 60 + +s > before + 5; }",
        arg=left,
    )
    walker.tap(walker.part("hurts"))
    page.wait_for_function("() => document.querySelector('audio').paused")
    expect(page.get_by_role("dialog")).to_be_visible()
    walker.tap(page.locator(".hurt-reason:not([data-urgency=emergency])").first)
    expect(page.locator("[data-advice]:visible li").first).to_be_visible()
    walker.tap_button("That is not it")
    walker.tap_button("Too firm, or sore, here")
    walker.tap(walker.part("softer-on"))
    expect(page.get_by_role("dialog")).to_be_hidden()
    walker.sounds()
    walker.to_the_end()


def rate_after(walker: Walker) -> None:
    expect(walker.page.get_by_text("6 before")).to_be_visible()
    walker.tick("pain", "3")
    walker.tap_button("Save")
    walker.is_at("/history/")


def see_it_in_the_history(walker: Walker) -> None:
    page = walker.page
    row = page.locator(".entry").first
    expect(row).to_contain_text("pain 6 → 3")
    walker.tap(row.locator("a"))
    walker.is_at("/plays/*/record/")
    table = [re.findall(r"\d+|not given", line) for line in page.locator("tbody tr").all_inner_texts()]
    nothing = ["not given", "not given"]
    assert table == [["6", "3"], ["5", "not given"], nothing, nothing, nothing]
    walker.tap_link("History")
    walker.is_at("/history/")


def delete_and_undo(walker: Walker, app: App, play: str) -> None:
    page = walker.page
    walker.tap(page.get_by_role("button", name=re.compile("^Delete")).first)
    undo = page.locator(".entry[data-state=deleted]").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    assert (
        rows(app, "select deleted_at from massage_play where id = ?", play.replace("-", ""))[0]["deleted_at"]
        is not None
    )
    walker.tap(undo)
    expect(page.locator(".entry").first).to_contain_text("pain 6 → 3")
    assert rows(app, "select deleted_at from massage_play where id = ?", play.replace("-", ""))[0]["deleted_at"] is None


def once_more_in_three_taps(walker: Walker, app: App) -> None:
    """And within a minute, who reads every word that stands before each tap."""
    page, read = walker.page, Count()
    walker.today()
    expect(page.get_by_text("finds no illness and treats none")).to_have_count(0)
    read.words += words_seen(page.locator("main :is(.notice, .asked-since, h1), .again"))
    walker.count_taps()
    walker.tap(".again-button")
    walker.is_at("/check/**")
    read.words += words_seen(page.locator("form[data-check]"))
    assert walker.answer_check() == ["emergency"]
    read.words += words_seen(page.locator("#plan .session-head, #plan .verdict"))
    walker.start()
    assert walker.taps == TAPS_AGAIN
    read.taps = walker.taps
    print(f"Again: {read.words} words, {read.taps} taps, {read.seconds:.0f} s")
    assert read.seconds <= MOST_SECONDS_AGAIN
    assert len(rows(app, "select id from massage_play")) == 2


@SIZES
def test_an_emergency_shuts_every_way_until_it_is_taken_back(
    fresh_walker: Walker, fresh_app: App, fresh_watcher: Watcher
) -> None:
    walker, app, page = fresh_walker, fresh_app, fresh_walker.page
    fresh_watcher.allow("ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|Failed to fetch")  # the server is away for a moment
    walker.come_in()
    plan = f"/sessions/{app.stage('plan', minutes=3)}/"
    page.goto(plan)
    walker.start()
    played = f"/plays/{play_of(page)}/"
    page.goto(plan)
    with page.context.expect_page() as opened:
        page.evaluate("open('/')")
    other = Walker(opened.value, app, touch=walker.touch)
    name_an_emergency(other)

    shut = other.page
    for address in (plan, played, f"{plan}phone/", f"{plan}phone/file.mp3"):
        shut.goto(address)
        assert shut.url == f"{app.url}/emergency/", address
    walker.tap_button("Start")  # on the page that was open before
    walker.is_at("/emergency/")
    shut.goto("/history/")
    expect(shut.locator(".entry").first).to_be_visible()

    app.stop()
    app.start()
    shut.goto("/")
    expect(shut.get_by_role("alert")).to_contain_text("emergency")
    expect(shut.get_by_role("button", name="Go on", exact=True)).to_be_disabled()
    for address in (plan, played):
        shut.goto(address)
        assert shut.url == f"{app.url}/emergency/", address
    assert rows(app, "select ended_at from today_emergencylock") == [{"ended_at": None}]

    other.tap_button("I tapped that by mistake")
    other.is_at("/check/**")
    assert other.answer_check() == ["emergency", "about"]
    assert rows(app, "select ended_by from today_emergencylock") == [{"ended_by": "mistake"}]


def name_an_emergency(walker: Walker) -> None:
    walker.page.wait_for_load_state()
    walker.ask()
    assert walker.question_page == "emergency"
    walker.tap(f".check:has({SIGNS})")
    walker.tap_button("Go on with what I ticked")
    walker.is_at("/emergency/")
    page = walker.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    assert page.locator(".stop").evaluate("stop => stop.getBoundingClientRect().height >= innerHeight - 1")
    assert page.get_by_role("navigation").count() == 0


def play_of(page: Page) -> str:
    """The id in the address of a play."""
    found = re.search(r"/plays/([0-9a-f-]+)/", page.url)
    assert found
    return found[1]


def left_s(text: str) -> int:
    minutes, seconds = re.findall(r"\d+", text)[:2]
    return int(minutes) * 60 + int(seconds)
