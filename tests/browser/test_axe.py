"""Every page, as it is come to by walking: axe finds nothing in any theme, everything can be hit, seen and tabbed to.

Which pages there are is read from the list of addresses, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import PHONE, App, Watcher
from tests.browser.axe import THEMES, all_wrong
from tests.browser.walk import SIGNS, Walker, rows
from tests.web.test_strangers import ALL

NO_PAGE = {
    "answers_sound",
    "backup_data",
    "captions",
    "export_data",
    "figure_mesh",
    "offline_files",
    "offline_own",
    "offline_token",
    "other_motion",
    "other_picture",
    "other_sound",
    "phone_file",
    "recording_sound",
    "plan_motion",
    "play_others",
    "service_worker",
    "session_file",
    "sheet",
    "sound",
    "sound_state",
    "step_picture",
    "technique_motion",
    "webmanifest",
}
"""Answer with a file or with data."""

EXPORT = b'{"unclench_export":1,"tables":{"person":[{"id":"me"}],"day_mark":[{"id":"x"}]}}'
"""With a row that is here already, and one that cannot be."""


class Looker:
    """Looks at one page after the other and remembers which addresses it has seen."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.seen: set[str] = set()
        self.looks = 0
        self.wrong: list[str] = []

    def look(self, what: str) -> None:
        page, self.looks = self.walker.page, self.looks + 1
        name = name_of(page)
        # Every page in every theme; what else it may show in one of them, by turns.
        themes = (THEMES[self.looks % len(THEMES)],) if name in self.seen else THEMES
        self.seen.add(name)
        found = [f"{what}: {wrong}" for wrong in all_wrong(page, themes)]
        print(*found, sep="\n")
        self.wrong += found


def name_of(page: Page) -> str:
    try:
        return resolve(urlsplit(page.url).path).url_name or ""
    except Resolver404:
        return ""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Where nobody has been before: what is remembered would lead past a page."""
    served = App(tmp_path_factory.mktemp("looked_at"))
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def looked(app: App, browser: Browser) -> Iterator[Looker]:
    """The walk by all pages, once."""
    watcher = Watcher(app)
    watcher.allow("status of 4(00|03|04|09|22)")
    context = app.context(browser, PHONE, has_touch=True, reduced_motion="reduce")
    watcher.watch(context)
    looker = Looker(Walker(context.new_page(), app, touch=True))
    for way in WAYS:
        way(looker)
    yield looker
    context.close()
    watcher.check()


def first_way(looker: Looker) -> None:
    """Today, each page of questions, the plan and how it changes."""
    walker, page = looker.walker, looker.walker.page
    page.goto("/")
    looker.look("today, the first time")
    unfold_all(page)
    looker.look("today, unfolded")
    walker.leave_by(page.get_by_role("button", name="Go on", exact=True))
    looker.look("today, with nothing chosen")
    walker.ask(minutes=5)
    while "/check/" in page.url:
        name = walker.question_page
        looker.look(f"check, {name}")
        unfold_all(page)
        looker.look(f"check, {name}, unfolded")
        if name == "emergency":
            walker.leave_by("Not sure? Other words")
            looker.look("check, emergency, in other words")
        if name == "about":
            page.get_by_label("Your age").fill("many")
            walker.leave_by("None of these")
            looker.look("check, about, with a mistake")
            page.get_by_label("Your age").fill("34")
            walker.leave_by("Show me every question")
        elif name == "lasting":
            tick_all(page)
            walker.leave_by("Go on with what I ticked")
        elif name == "where":
            unfold_all(page)
            looker.look("check, when and where, unfolded")
            walker.leave_by("Go on")
            looker.look("check, when and where, with a mistake")
            tick_unknown(page)
            say_ago(page, "stroke_tia_3m", 2, "months")  # not known would be this week, and an emergency
            looker.look("check, when and where, ticked")
            walker.leave_by("Go on")
        else:
            walker.leave_by("None of these")
    looker.look("what came of many conditions")
    page.goto("/")
    looker.look("today, the second time")


def plan_way(looker: Looker) -> None:
    walker, page, app = looker.walker, looker.walker.page, looker.walker.app
    plan = app.stage("plan", minutes=5)
    page.goto(f"/sessions/{plan}/")
    looker.look("plan")
    unfold_all(page)
    looker.look("plan, unfolded")
    page.locator(".more-worth").wait_for()
    unfold_all(page)
    looker.look("plan, with what more minutes bring")
    walker.change(page.locator("#longer"))
    looker.look("plan, changed")
    walker.tap(page.locator("#undo"))
    page.locator("#redo").wait_for()
    looker.look("plan, undone")
    for asked in ("more/", "why-not/", "why-not/?technique=acupressure_hold", "why-not/?region=anterior_neck"):
        page.goto(f"/sessions/{plan}/{asked}")
        unfold_all(page)
        looker.look(f"plan, {asked}")
    page.goto(f"/sessions/{plan}/why-not/?q=ear")
    looker.look("why not, found")
    page.goto(f"/sessions/{plan}/phone/")
    looker.look("phone")
    app.stage("recording", plan=plan)
    page.goto(f"/sessions/{plan}/lines/")
    looker.look("lines to record")
    page.goto("/recordings/")
    looker.look("recordings")
    walker.leave_by("Delete all of them")
    looker.look("recordings, none")
    page.goto(f"/kept/{plan}/")
    looker.look("kept session")
    walker.tap_button("None of these")
    unfold_all(page)
    looker.look("kept session, ready")
    page.goto("/open/")
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": b"{}"}
    )
    walker.leave_by("Go on")
    looker.look("a file that is not opened")
    page.goto(f"/sessions/{plan}/")
    walker.start()
    walker.says("caption", r"\w")
    looker.look("player, playing")
    walker.tap(walker.part("play"))
    page.locator(".transcript summary").click()
    looker.look("player, paused, all words")
    walker.tap(walker.part("hurts"))
    looker.look("player, this hurts")
    walker.tap_button("Dizzy, faint, chest or breath")
    looker.look("player, which of these")
    walker.tap_button("Light-headed, a cold sweat, close to fainting")
    looker.look("player, what to do")
    address = page.url
    page.goto(address)
    expect(walker.part("go")).to_be_visible()
    looker.look("player, opened again")
    walker.tap(walker.part("go"))
    walker.sounds()
    walker.tap(walker.part("hurts"))
    walker.tap(walker.part("hurt-stop"))
    walker.is_at("/plays/*/after/")
    looker.look("after")
    unfold_all(page)
    walker.tap(page.locator("label:has(input[name=unwanted])").first)
    looker.look("after, unfolded")
    walker.tick("pain", "4")
    walker.leave_by("Save")
    looker.look("after, advice")
    address = page.url.replace("/after/", "/")
    page.goto(f"{address}next-day/")
    looker.look("next day")
    for box in page.locator("input[name=noticed]").all():
        box.check()
    looker.look("next day, all ticked")
    for box in page.locator(".later-urgent > .checks > li > .check > input").all():
        box.uncheck()
    walker.leave_by("Save")
    looker.look("next day, what it means")
    page.goto("/safety/")
    looker.look("what holds now, after a session")
    page.goto(f"{address}hurts/")
    looker.look("this hurts, without script")
    page.goto(f"{address}next-day/")
    page.goto(page.url.replace("/next-day/", "/record/"))
    unfold_all(page)
    looker.look("record")
    app.stage("unlock")  # what hurt may have been an emergency
    page.goto(f"/sessions/{app.stage('plan', minutes=5)}/")
    walker.start()
    walker.tap(walker.part("hurts"))
    page.locator('.hurt-reason[data-urgency="emergency"]').first.click()
    looker.look("player, an emergency reason")
    # It is told a moment after the tap. The network is never idle here: a paused sound is not loaded to its end.
    locks = "select id from today_emergencylock where ended_at is null"
    for _ in range(400):
        if rows(app, locks):
            break
        page.wait_for_timeout(50)
    assert rows(app, locks)
    app.stage("unlock")


def attack_way(looker: Looker) -> None:
    walker, page = looker.walker, looker.walker.page
    page.goto("/attack/")
    looker.look("attack, by a shortcut")
    walker.leave_by("Attack now Keeps the time, nothing else")
    looker.look("attack, the list")
    address = page.url
    tick_all(page)
    looker.look("attack, the list, ticked")
    page.goto(address)
    walker.leave_by(page.get_by_role("button", name=re.compile("^Undo")))
    looker.look("attack, taken back")
    page.get_by_role("button", name="Bring it back").click()
    walker.leave_by("None of these")
    looker.look("attack, the ways")
    page.get_by_role("button", name=re.compile("^Quiet")).click()
    walker.is_at("/attack/*/?quiet")
    looker.look("attack, quiet")
    page.goto("/")
    looker.look("today, an attack open")
    page.goto(address.replace("/attack/", "/episodes/"))
    looker.look("episode")


def other_way(looker: Looker) -> None:
    walker, page, app = looker.walker, looker.walker.page, looker.walker.app
    page.goto("/history/")
    looker.look("history")
    page.get_by_role("button", name=re.compile("^Delete")).first.click()
    expect(page.locator(".entry[data-state=deleted]")).to_be_visible()
    looker.look("history, one deleted")
    page.locator(".entry[data-state=deleted] button").click()
    expect(page.locator(".entry[data-state=deleted]")).to_have_count(0)
    page.goto("/about/")
    unfold_all(page)
    looker.look("about")
    page.goto("/safety/")
    unfold_all(page)
    looker.look("what holds now")
    page.goto("/crisis/")
    looker.look("somebody to talk to")
    page.goto("/you/")
    looker.look("you")
    page.goto("/you/data/")
    unfold_all(page)
    looker.look("your data")
    page.get_by_label("The file").set_input_files({"name": "a.json", "mimeType": "", "buffer": EXPORT})
    page.get_by_role("button", name="See what is in it").click()
    expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
    looker.look("your data, looked through")
    page.goto("/you/")
    walker.leave_by("Let a phone in")
    looker.seen.add("pair")
    looker.look("pair, without a certificate")
    page.goto("/enter")
    looker.look("enter, without a code")
    page.goto("about:blank")
    page.goto("/enter#wrong")
    looker.look("enter, with a code")
    walker.leave_by(page.get_by_role("button", name="Come in"))
    looker.look("enter, refused")
    page.goto("/no/such/page/")
    looker.look("not found")
    app.stage("unlock")


def atlas_way(looker: Looker) -> None:
    page = looker.walker.page
    page.goto("/atlas/")
    unfold_all(page)
    looker.look("atlas, unfolded")
    page.get_by_label("What are you looking for?").fill("temple")
    expect(page.locator(".found-link").first).to_contain_text("Temple")
    looker.look("atlas, searched")
    page.goto("/atlas/finder/")
    looker.look("finder")
    page.get_by_label("Where does it hurt?").select_option("temple")
    expect(page.locator(".suspect").first).to_be_visible()
    looker.look("finder, found")
    for path in ("techniques/acupressure_hold", "regions/suboccipital", "muscles/trapezius_upper", "points/GB20"):
        page.goto(f"/atlas/{path}/")
        unfold_all(page)
        looker.look(f"atlas, {path}")


def evidence_way(looker: Looker) -> None:
    page = looker.walker.page
    page.goto("/evidence/")
    unfold_all(page)
    looker.look("evidence")
    page.get_by_label("For", exact=True).select_option("poor_sleep")
    expect(page.locator("#found-count")).not_to_have_text("58 claims")
    page.get_by_label("What have you heard?").fill("xylophone")
    expect(page.locator("#found-count")).to_contain_text("No claim answers")
    looker.look("evidence, nothing found")
    for path in ("studies", "sources", "claims/tth_frequency", "studies/moraska2015", "sources/moraska2015"):
        page.goto(f"/evidence/{path}/")
        looker.look(f"evidence, {path}")
    for path in ("/templates/", "/templates/kim2016/"):
        page.goto(path)
        looker.look(path)
    page.goto("/templates/dsouza2008/")
    looker.walker.leave_by("Open it")
    looker.walker.answer_check()
    looker.look("plan, from a trial")
    page.goto("/atlas/complaints/tth_episodic/")
    unfold_all(page)
    looker.look("complaint")


def emergency_way(looker: Looker) -> None:
    walker, page, app = looker.walker, looker.walker.page, looker.walker.app
    page.goto("/")
    walker.ask()
    walker.tap(f".check:has({SIGNS})")
    walker.leave_by("Go on with what I ticked")
    unfold_all(page)
    looker.look("emergency")
    page.goto("/")
    looker.look("today, locked")
    page.goto("/history/")
    walker.leave_by(page.locator(".entry.attack a").first)
    page.goto(page.url.replace("/episodes/", "/attack/"))
    looker.look("attack, locked")
    app.stage("unlock")


def partner_way(looker: Looker) -> None:
    """Other hands: who is massaged, what they agree to, who gives; their rules, their emergency, their name."""
    walker, page, app = looker.walker, looker.walker.page, looker.walker.app
    page.goto("/receivers/")
    looker.look("receivers, nobody yet")
    walker.leave_by("Add")
    looker.look("receivers, with a mistake")
    page.get_by_label("Somebody new: name or initials").fill("Anna")
    walker.leave_by("Add")
    unfold_all(page)
    looker.look("receivers, unfolded")
    page.goto("/templates/kim2016/")
    looker.look("a template, for whom")
    page.goto("/")
    walker.tick("giver", "partner")
    looker.look("today, who is massaged")
    walker.open("More wishes")
    walker.tick("oil", "lavender")
    walker.tap(page.locator("#receiver label").filter(has_text="Anna"))
    walker.ask("neck_pain")
    looker.look("check, agree")
    walker.leave_by("I agree, go on")
    walker.leave_by("None of these")
    page.get_by_label("Your age").fill("15")
    walker.leave_by("None of these")
    while walker.question_page != "giver":
        walker.leave_by("None of these")
    looker.look("check, giver, with a teenager")
    walker.leave_by("None of these")
    looker.look("check, giver, with a mistake")
    walker.tick("company", "family")
    walker.leave_by("None of these")
    looker.look("plan, with other hands")
    page.goto("/receivers/")
    walker.leave_by(page.get_by_role("link", name=re.compile("^What holds now")))
    unfold_all(page)
    looker.look("what holds now for a receiver")
    page.goto("/")
    walker.ask("neck_pain")
    walker.leave_by("I agree, go on")
    walker.tap(f".check:has({SIGNS})")
    walker.leave_by("Go on with what I ticked")
    unfold_all(page)
    looker.look("emergency of a receiver")
    page.goto("/")
    looker.look("today, a receiver locked")
    walker.tick("giver", "self")
    app.stage("unlock")


def diary_way(looker: Looker) -> None:
    """An empty diary, then one of two months: each page, and an attack as it is told."""
    walker, page, app = looker.walker, looker.walker.page, looker.walker.app
    page.goto("/medicines/")
    walker.leave_by("Put it on the list")
    looker.look("medicines, with a mistake")
    episode = app.stage("diary", days=60)
    for path in ("diary/", "diary/patterns/", "medicines/", f"episodes/{episode}/", f"episodes/{episode}/symptoms/"):
        page.goto(f"/{path}")
        unfold_all(page)
        looker.look(path)
    walker.leave_by("Keep this")
    page.goto(f"/episodes/{episode}/places/")
    looker.look("places")
    page.goto("/medicines/")
    walker.leave_by(page.get_by_role("link", name=re.compile("^Sumatriptan")).first)
    looker.look("medicine")
    page.goto("/diary/")
    walker.leave_by(page.locator("main").get_by_role("link", name="Year", exact=True))
    looker.look("year")
    walker.leave_by(page.locator(".table-link").last)
    looker.look("month")
    walker.leave_by(page.locator("a.month-day").first)
    looker.look("day")
    walker.leave_by(page.get_by_role("link", name="Ask me other things"))
    looker.look("day, what is asked")
    page.goto(f"/attack/{episode}/say/")
    looker.look("attack, a question")
    while page.get_by_role("link", name="Pass").count():
        walker.leave_by(page.get_by_role("link", name="Pass"))
    looker.look("attack, no more questions")
    for question in ("place", "place.temple", "aura"):
        page.goto(f"/attack/{episode}/say/?ask={question}")
        looker.look(f"attack, {question}")
    page.goto("/diary/patterns/")
    walker.leave_by("Turn these off")
    looker.look("patterns, turned off")
    walker.leave_by("Show them")


def measures_way(looker: Looker) -> None:
    """Nothing measured yet, then a year of it: each kind of page and of form."""
    walker, page, app = looker.walker, looker.walker.page, looker.walker.app
    for path in ("measures/", "measures/strain/", "measures/reaction_90/take/", "measures/neck_range/take/"):
        page.goto(f"/{path}")
        unfold_all(page)
        looker.look(f"{path}, nothing yet")
    page.goto("/measures/phq9/take/")
    page.get_by_label("Total").fill("70")
    walker.leave_by("Keep this")
    looker.look("measures, a total out of range")
    app.stage("measures", times=5)
    for path in ("measures/", "measures/reaction_90/", "measures/neck_range/", "measures/places/", "measures/hit6/"):
        page.goto(f"/{path}")
        unfold_all(page)
        looker.look(path)
    for path in ("measures/now/take/", "measures/places/take/"):
        page.goto(f"/{path}")
        looker.look(path)
    page.goto("/")
    looker.look("today, something to measure")
    page.goto(f"/sessions/{app.stage('plan', minutes=5)}/")
    looker.look("plan, something to measure")
    page.goto("/measures/reaction_90/take/")
    page.locator('[data-part="start"]').click()
    looker.look("the reaction task")
    page.keyboard.press("Escape")
    page.goto("/")
    walker.leave_by("Not this time")


def offline_way(looker: Looker) -> None:
    """What stands by without a network; the last way, since from then on a worker stands between."""
    walker, page = looker.walker, looker.walker.page
    page.goto("/offline/")
    looker.look("kept on this device")
    page.goto("/offline/attack/")  # where the attack goes on that the diary has
    expect(page.get_by_role("heading", name="Say how it is")).to_be_visible()
    looker.look("attack page, kept, what can be told")
    walker.tap_button("Where")
    unfold_all(page)
    looker.look("attack page, kept, places")
    walker.tap_button("Temple")
    looker.look("attack page, kept, a side")
    walker.tap_button("Back")
    walker.tap_button("It has eased")
    looker.look("attack page, kept, eased")


WAYS: tuple[Callable[[Looker], None], ...] = (
    first_way,
    plan_way,
    attack_way,
    other_way,
    atlas_way,
    evidence_way,
    emergency_way,
    partner_way,
    diary_way,
    measures_way,
    offline_way,
)


def unfold_all(page: Page) -> None:
    page.evaluate("() => { for (const one of document.querySelectorAll('main details')) one.open = true; }")


def tick_all(page: Page) -> None:
    page.evaluate(
        "() => { for (const one of document.querySelectorAll('input[name=yes]')) if (!one.checked) one.click(); }"
    )


def tick_unknown(page: Page) -> None:
    """ "Don't know" to every question about when."""
    page.evaluate(
        "() => { for (const one of document.querySelectorAll('input[type=radio][value=unknown]')) one.click(); }"
    )


def say_ago(page: Page, rule: str, amount: int, unit: str) -> None:
    page.locator(f'label:has([name="when.{rule}"][value="ago"])').click()
    page.locator(f'[name="amount.{rule}"]').fill(str(amount))
    page.locator(f'[name="unit.{rule}"]').select_option(unit)


def test_nothing_is_wrong_on_any_page_and_none_is_left_out(looked: Looker) -> None:
    """One test, so that no second process walks it all again. What a GET refuses has no page of its own; that it does
    is looked at here, too.
    """
    assert looked.wrong == [], "\n".join(looked.wrong)
    pages = {name for name, path in ALL if name not in NO_PAGE}
    missing = pages - looked.seen
    answered = {name: looked.walker.page.request.get(dict(ALL)[name]).status for name in missing}
    assert answered == dict.fromkeys(missing, 405)
