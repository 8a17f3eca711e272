"""What the interview shows, what is told on a page, and what is kept of it. Plain values; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from unclench.safety.types import Area, Happened, RuleId, Variable

PageId = Literal["emergency", "signs", "about", "lasting", "lately", "oil", "where"]
GroupId = str
LineId = str
Age = float | Literal["unsure"] | None
Usual = Literal["yes", "no", "unsure"]

PAGES: tuple[PageId, ...] = ("emergency", "about", "signs", "lasting", "lately", "oil", "where")
"""In the order of asking."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One of the signs that a question names together, to be ticked by itself."""

    variable: Variable
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tick."""

    rule: RuleId
    kind: Literal["sign", "condition"]
    label: str
    help: str
    plainer: str = ""
    """The same in plainer words, for whoever is not sure."""
    usual: bool = False
    """Where it is ticked, two more questions follow: which of `details`, and whether this is the usual attack."""
    details: tuple[Detail, ...] = ()
    ticked: bool = False
    """It has been told before and is remembered."""
    place: Literal["none", "region", "side"] = "none"
    """What is asked about it on the page "where". For "side" the region of an Area does not count."""
    areas: tuple[Area, ...] = ()
    asks: Literal["", "since", "until", "either", "week"] = ""
    """Whether "where" asks when it was, when it is planned for, or which week it is."""
    ask: str = ""
    still: str = ""
    """What "where" asks once the time has passed."""
    when: Happened | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Choices behind one line: who reads `covers` may say "none of these" without opening it.

    The short list and the remembered have neither title nor covers: they are always open.
    """

    id: GroupId
    title: str
    covers: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One broad line of the page "about". It contains the groups that it opens: who can say no to it, has said no to
    all of theirs that no other ticked line opens.
    """

    id: str
    text: str
    why: str
    """Why it matters, for whoever wants to know."""
    opens: tuple[GroupId, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of questions. `lines` stand on "about"; `remembered` ("still true?") and `something_new` on the
    emergency page alone.
    """

    id: PageId
    title: str
    lead: str
    groups: tuple[Group, ...]
    lines: tuple[Line, ...] = ()
    remembered: tuple[Choice, ...] = ()
    something_new: str = ""
    """The words that offer to tell what has changed. Empty on the first run, which asks everything."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was told once and holds until it is taken back, each with the day on which it was first told.

    `areas_of` with no areas means: asked, and left open. `asked_on` is the day a page was last told in full.
    `happened` says when, for what runs out or is planned: what has run out stays here with its date, and holds no more.
    `doctor_said_yes` lasts 180 days, or until something is told that was not known when it was given.
    `opened` are the groups that the broad lines called for when they were last told; None where they never were, and
    every group is asked.
    """

    age: Age = None
    age_on: date | None = None
    conditions: Mapping[RuleId, date] = field(default_factory=dict)
    signs: Mapping[RuleId, date] = field(default_factory=dict)
    areas_of: Mapping[RuleId, tuple[Area, ...]] = field(default_factory=dict)
    asked_on: Mapping[PageId, date] = field(default_factory=dict)
    opened: tuple[GroupId, ...] | None = None
    happened: Mapping[RuleId, Happened] = field(default_factory=dict)
    doctor_said_yes: Mapping[RuleId, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What one page brought. What is in neither `yes` nor `unsure` was answered with no.

    `lines` are the broad lines ticked on "about"; `taken_back` are remembered things that are no longer true;
    `something_new` asks for everything but the age again.
    A page that is told again replaces what it told before: it shows what is remembered, ticked.
    """

    page: PageId
    lines: tuple[LineId, ...] = ()
    yes: tuple[RuleId, ...] = ()
    unsure: tuple[RuleId, ...] = ()
    details: Mapping[RuleId, tuple[Variable, ...]] = field(default_factory=dict)
    usual: Mapping[RuleId, Usual] = field(default_factory=dict)
    age: Age = None
    areas_of: Mapping[RuleId, tuple[Area, ...]] = field(default_factory=dict)
    happened: Mapping[RuleId, Happened] = field(default_factory=dict)
    """What "where" brought about when; `still` in it, once the time has passed."""
    taken_back: tuple[RuleId, ...] = ()
    something_new: bool = False

    @property
    def named(self) -> tuple[RuleId, ...]:
        """Yes, and not sure: to the rules the two are one, since in doubt a rule applies. Who ticks one of its signs
        has ticked the question.
        """
        by_sign = (rule for rule, signs in self.details.items() if signs)
        return tuple(dict.fromkeys((*self.yes, *self.unsure, *by_sign)))


class StillOpenError(ValueError):
    """Pages that have to be told first, in the order of asking."""

    def __init__(self, pages: tuple[PageId, ...]) -> None:
        self.pages = pages
        super().__init__("These pages have not been answered yet: " + ", ".join(pages) + ".")
