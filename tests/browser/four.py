"""Four people who must get through without needless blocks, each as they would answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from playwright.sync_api import Locator, Page

from tests.browser.walk import Walker
from unclench.safety.types import RuleId

Look = Callable[[str], None]

WORDS_A_MINUTE = 238
"""Mean silent reading in English: Brysbaert 2019, doi:10.1016/j.jml.2019.104047."""
TAP_S, KEY_S = 1.1, 0.28
"""Pointing at something, and pressing a key: Card, Moran and Newell 1980, doi:10.1145/358886.358895."""


@dataclass
class Count:
    """What the way through the questions asks of a person."""

    pages: list[str] = field(default_factory=list)
    words: int = 0
    taps: int = 0
    keys: int = 0

    @property
    def seconds(self) -> float:
        return self.words / WORDS_A_MINUTE * 60 + self.taps * TAP_S + self.keys * KEY_S


@dataclass(frozen=True)
class Someone:
    name: str
    age: str = "34"
    lines: tuple[str, ...] = ()
    yes: tuple[RuleId, ...] = ()
    when: Callable[[Questions], None] | None = None


class Questions:
    """The questions before a session, read and answered."""

    def __init__(self, walker: Walker, look: Look = lambda _: None) -> None:
        self.walker = walker
        self.page: Page = walker.page
        self.count = Count()
        self._look = look
        self.by_page: dict[str, int] = {}

    def answer(self, someone: Someone) -> Count:
        """Down to the plan, or to whatever comes of it."""
        while "/check/" in self.page.url and self.page.locator("form[data-check]").count():
            name = self.walker.question_page
            self.count.pages.append(name)
            self._read(name)
            ticked = self._fill(name, someone)
            self._look(name)
            self.tap("where" if name == "where" else "some" if ticked else "none")
        return self.count

    def _fill(self, name: str, someone: Someone) -> bool:
        if name == "about":
            self.type("#age", someone.age)
            for line in someone.lines:
                self.tick("line", line)
        if name == "where":
            assert someone.when is not None, "nothing was to be asked about when or where"
            someone.when(self)
            return True
        here = [rule for rule in someone.yes if self.page.locator(f'input[name="yes"][value="{rule}"]').count()]
        for rule in here:
            self.tick("yes", rule)
        return bool(here) or bool(someone.lines and name == "about")

    def today(self) -> date:
        """In the browser's zone."""
        return date.fromisoformat(str(self.page.evaluate("new Date().toLocaleDateString('sv')")))

    def tick(self, name: str, value: str) -> None:
        field = f'input[name="{name}"][value="{value}"]'
        group = self.page.locator(f"details.disclosure:not([open]):has({field}) > summary")
        if group.count():
            self.walker.tap(group)
            self.count.taps += 1
            self.count.words += words_seen(self.page.locator(f"details.disclosure:has({field}) .check-pair > legend"))
        self.walker.tick(name, value)
        self.count.taps += 1

    def type(self, field: str, text: str) -> None:
        self.page.locator(field).fill(text)
        self.count.keys += len(text)
        self.count.taps += 1

    def tap(self, answer: str) -> None:
        self.walker.leave_by(self.page.locator(f'button[name="answer"][value="{answer}"]'))
        self.count.taps += 1

    def _read(self, name: str) -> None:
        """Everything that stands open on the page but its buttons. In a group that is opened: every question, but not
        the reason under each, which is for whoever asks.
        """
        before = self.count.words
        self.count.words += words_seen(self.page.locator("form[data-check]"))
        self.count.words -= words_seen(self.page.locator("form[data-check] :is(button, a, select, summary .count)"))
        self.by_page[name] = self.count.words - before


def words_seen(found: Locator) -> int:
    """What is seen of it, without small print."""
    texts = found.evaluate_all(
        """all => all.filter(one => one.checkVisibility()).map(one => {
          const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT, node =>
            node.parentElement.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})
            && !node.parentElement.closest('small, .visually-hidden, script, option')
              ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
          let text = ''; while (walk.nextNode()) text += ' ' + walk.currentNode.data; return text; })"""
    )
    return sum(len(text.split()) for text in texts)


def in_week_30(questions: Questions) -> None:
    questions.tick("when.pregnancy_ok", "week_no")
    questions.type('[name="week.pregnancy_ok"]', "30")


def in_three_days(questions: Questions) -> None:
    questions.tick("when.relaxer_before", "day")
    questions.type('[name="day.relaxer_before"]', (questions.today() + timedelta(days=3)).isoformat())


AURA = Someone("migraine with aura")
THINNER = Someone("blood thinner", age="48", yes=("anticoagulant",))
PREGNANT = Someone("30 weeks pregnant", age="31", yes=("pregnancy_ok",), when=in_week_30)
RELAXER = Someone("relaxer appointment", age="28", yes=("relaxer_before",), when=in_three_days)
FOUR = (AURA, THINNER, PREGNANT, RELAXER)
