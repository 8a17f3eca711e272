"""The day after a migraine, asked for with taps from Today; then what one may ask of a plan."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.app import App
from tests.browser.walk import SIZES, Walker

LEVEL = re.compile(r"(\d) of 10")


@SIZES
def test_the_day_after_a_migraine_right_side_lying_softer_on_the_neck(fresh_walker: Walker) -> None:
    """Partner, 20 minutes, no oil: Today, the questions, the plan. Then softer at the neck, back, and forth again."""
    walker, page = fresh_walker, fresh_walker.page
    walker.come_in()
    walker.open("More")
    walker.tick("complaint", "migraine_postdrome")
    walker.tick("minutes", "20")
    walker.tick("giver", "partner")
    walker.open("Where does it hurt?")
    walker.tick("side", "right")
    walker.open("More wishes")
    walker.tick("position", "supine")
    walker.tick("softer", "neck")
    walker.tick("oil", "")
    walker.leave_by("Go on")
    asked = [walker.question_page]
    walker.leave_by("Agree, go on")
    asked += walker.answer_check()
    assert asked == ["agree", "emergency", "about", "giver"], "nothing about oil, since none is wished"

    expect(page.locator(".session-head .eyebrow")).to_have_text("20 minutes, a partner's hands, lying on the back")
    expect(page.get_by_role("heading", name="The day after a migraine")).to_be_visible()
    neck = page.locator(".step").filter(has_text="Back of the neck").filter(has=page.locator(".level"))
    levels = [int(level) for text in neck.all_inner_texts() for level in LEVEL.findall(text)]
    assert levels
    assert max(levels) <= 2
    assert page.get_by_text("With plain oil").count() == 0
    why = page.locator(".step .why p").all_text_contents()
    assert any("(right): one of the places that go with" in text for text in why), why
    expect(page.get_by_text("The best fit to your wishes by our rules.")).to_be_visible()
    walker.open("How it was composed")
    expect(page.get_by_text("no other session of our model scores higher")).to_be_visible()

    before = page.url
    said = walker.change(page.locator("#shorter"))
    assert "15 minutes instead of 20." in said
    after = page.url
    walker.tap(page.locator("#undo"))
    page.wait_for_url(before)
    expect(page.locator("#redo")).to_be_visible()
    walker.tap(page.locator("#redo"))
    page.wait_for_url(after)
    expect(page.locator(".notice").filter(has_text="What changed")).to_contain_text("15 minutes instead of 20.")


def test_one_asks_why_not_and_puts_it_in(app: App, phone: Page) -> None:
    walker, page = Walker(phone, app, touch=True), phone
    page.goto(f"/sessions/{app.stage('plan', minutes=10)}/")
    expect(page.locator(".more-share")).to_contain_text("with five more minutes")
    walker.tap(page.locator("#take-more"))
    page.locator("#undo").wait_for()
    expect(page.locator(".change-minutes output")).to_have_text("15 min")
    walker.tap_link("Why is something not in it?")
    walker.is_at("/sessions/*/why-not/")
    page.get_by_label("A technique or a place").fill("ear")
    walker.tap(page.locator(".found-link").filter(has_text="Ear rub"))
    walker.is_at("/sessions/*/why-not/?technique=ear_massage")
    expect(page.locator(".answer")).to_contain_text("Allowed")
    walker.leave_by("Put it in")
    expect(page.locator(".notice").filter(has_text="What changed")).to_contain_text("Ear rub (ear) is new.")
    walker.tap(page.locator("#undo"))
    expect(page.locator(".notice").filter(has_text="What changed")).not_to_contain_text("Ear rub")
