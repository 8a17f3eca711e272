"""With other hands: the receiver agrees and answers, the giver's hands are checked, and the stop word is there."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.app import PHONE, App, Watcher
from tests.browser.axe import all_wrong
from tests.browser.walk import SIZES, Walker, newcomer, rows

EXTRA = 2
"""So many screens the way with other hands has beside the questions."""


@SIZES
def test_a_partner_gives_and_the_receiver_decides(
    fresh_app: App, browser: Browser, fresh_watcher: Watcher, size: tuple[int, int]
) -> None:
    fresh_watcher.allow("status of 422")
    context = newcomer(fresh_app, browser, fresh_watcher, size)
    walker = Walker(context.new_page(), fresh_app, touch=size == PHONE)
    page, wrong = walker.page, []
    walker.come_in()
    walker.tick("complaint", "neck_pain")
    expect(page.locator("#receiver")).to_be_hidden()
    walker.tick("giver", "partner")
    expect(page.locator("#receiver")).to_be_visible()
    walker.tick("receiver", "new")
    walker.leave_by("Go on")
    expect(page.locator("#receiver-error")).to_be_visible()
    wrong += all_wrong(page)
    page.get_by_label("Name or initials").fill("Anna")
    walker.leave_by("Go on")
    asked = []
    while "/check/" in page.url:
        asked.append(walker.question_page)
        wrong += [f"{asked[-1]}: {found}" for found in all_wrong(page)]
        if asked[-1] == "agree":
            expect(page.get_by_text("Hand this to Anna.")).to_be_visible()
            for area in ("hair", "face", "chest"):
                assert not page.locator(f'input[name="area"][value="{area}"]').is_checked()
            walker.tick("stop_word", "own")
            walker.leave_by("I agree, go on")
            expect(page.get_by_role("alert")).to_contain_text("A stop word, please")
            page.get_by_label("Your own word").fill("Pineapple")
            walker.leave_by("I agree, go on")
        elif asked[-1] == "about":
            expect(page.get_by_text("Anna answers")).to_be_visible()
            page.get_by_label("Your age").fill("34")
            walker.leave_by("None of these")
        else:
            walker.leave_by("None of these")
    assert asked == ["agree", "emergency", "about", "giver"]
    assert len(asked) - len(("emergency", "about")) <= EXTRA
    walker.is_at("/sessions/*/")
    expect(page.get_by_text("Stop word: “Pineapple”")).to_be_visible()
    expect(page.get_by_text(re.compile("Not touched: hair and scalp, face and ears, chest"))).to_be_visible()
    wrong += all_wrong(page)
    walker.start()
    expect(walker.part("hurts")).to_contain_text("Pineapple")
    wrong += all_wrong(page)
    assert wrong == [], "\n".join(wrong)
    owners = rows(fresh_app, "SELECT called, keeper_id IS NULL AS user FROM accounts_person ORDER BY user DESC")
    assert [(one["called"], one["user"]) for one in owners] == [("", 1), ("Anna", 0)]
    context.close()


def test_it_works_without_script(fresh_app: App, browser: Browser, fresh_watcher: Watcher) -> None:
    fresh_app_door = fresh_app.door
    scripted = newcomer(fresh_app, browser, fresh_watcher, PHONE)
    page = scripted.new_page()
    page.goto(fresh_app_door.as_uri())
    page.wait_for_url(f"{fresh_app.url}/")
    state = scripted.storage_state()
    scripted.close()
    plain = newcomer(fresh_app, browser, fresh_watcher, PHONE, java_script_enabled=False, storage_state=state)
    walker = Walker(plain.new_page(), fresh_app, touch=True)
    walker.page.goto("/")
    walker.tick("complaint", "neck_pain")
    walker.tick("giver", "partner")
    walker.tick("receiver", "")
    walker.leave_by("Go on")
    walker.leave_by("Agree, go on")
    walker.leave_by("None of these")
    walker.page.get_by_label("Your age").fill("34")
    walker.leave_by("None of these")
    walker.leave_by("None of these")
    walker.is_at("/sessions/*/")
    plain.close()
