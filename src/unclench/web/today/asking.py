"""One page of questions: how it stands before the person, and what they tell on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import BadRequest
from django.http import QueryDict

from unclench.atlas import load_atlas
from unclench.atlas.types import RegionId, Side
from unclench.names import NotKnownError
from unclench.safety import interview, load_rules
from unclench.safety.interview import Choice, Page, PageId, Remembered, Told
from unclench.safety.interview_content import load_interview
from unclench.safety.interview_types import Age, LineId, Usual
from unclench.safety.timing import WhenError
from unclench.safety.types import Area, Happened, RuleId, Variable
from unclench.web.moment import Moment
from unclench.web.today import asking_when
from unclench.web.today.asking_when import When
from unclench.web.today.offers import REGION_GROUPS

ANY_REGION: RegionId = "shoulder_top"
"""Stands for a side where the side alone is asked."""
OLDEST = 120
_BOTH: tuple[Side, ...] = ("left", "right")
_ANY_DAY = date(2000, 1, 1)
"""Where only the words are looked at."""
ADULT_UNSAID: Age = 65.0
"""Whoever is grown up and does not say counts as old enough for the gentlest limits."""
USUALS: tuple[tuple[Usual, str], ...] = (("yes", "Yes"), ("no", "No"), ("unsure", "Not sure"))
SIDE_NAMES: dict[Side, str] = {"left": "Left", "midline": "Middle", "right": "Right", "both": "Both", "none": ""}


class MisfitError(ValueError):
    """What was sent does not make an answer yet; the message is for the person, and nothing typed is lost."""


class AgeError(MisfitError):
    """It is the age that does not fit."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to tick, as it stands."""

    value: str
    text: str
    on: bool


@dataclass(frozen=True, slots=True)
class Question:
    choice: Choice
    yes: bool
    unsure: bool
    plain: str = ""
    """What was answered to the plainer question."""
    details: tuple[Tick, ...] = ()
    usual: tuple[Tick, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A group that opens. `ticked`: how many are."""

    id: str
    title: str
    covers: str
    questions: tuple[Question, ...]

    @property
    def ticked(self) -> int:
        return sum(question.yes or question.unsure for question in self.questions)


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    name: str
    places: tuple[tuple[str, tuple[Tick, ...]], ...]
    ticked: int


@dataclass(frozen=True, slots=True)
class Where:
    """Where one of the things named is, and when it was. `sides` alone, or any places."""

    choice: Choice
    when: When | None = None
    sides: tuple[Tick, ...] = ()
    groups: tuple[PlaceGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with what is ticked on it."""

    page: Page
    lines: tuple[Tick, ...] = ()
    blocks: tuple[Block, ...] = ()
    wheres: tuple[Where, ...] = ()
    age: str = ""
    age_unsaid: bool = False


def sheet(
    page_id: PageId,
    before: Remembered,
    told: Told | None,
    moment: Moment,
    posted: QueryDict | None = None,
    *,
    oil: str = "",
) -> Sheet:
    """`before`: what is known without this page; `told`: what it has told already; `posted`: as typed, with a slip;
    `oil`: the one that is wished.
    """
    page = interview.page(page_id, remembered=before, now=moment.local, oil=oil)
    if page_id == "where":
        choices = tuple(choice for group in page.groups for choice in group.choices)
        return Sheet(page, wheres=tuple(_where(choice, told, moment, posted) for choice in choices))
    lines = tuple(Tick(line.id, line.text, told is not None and line.id in told.lines) for line in page.lines)
    blocks = tuple(
        Block(group.id, group.title, group.covers, tuple(_question(choice, told) for choice in group.choices))
        for group in page.groups
    )
    age = before.age if told is None or told.age is None else told.age
    unsaid = age == ADULT_UNSAID
    return Sheet(page, lines, blocks, age="" if unsaid else _typed(age), age_unsaid=unsaid)


def read_told(page_id: PageId, posted: QueryDict, moment: Moment, before: Remembered) -> Told:
    """Raises BadRequest for what the page does not ask, MisfitError for what a person can put right."""
    answer = posted.get("answer", "") or ""
    yes, unsure = _ticked(posted)
    told = Told(
        page=page_id,
        lines=_lines(page_id, posted, answer),
        yes=yes,
        unsure=unsure,
        happened=_when(before, posted, moment) if page_id == "where" else {},
        taken_back=_unticked(page_id, posted) if page_id in ("about", "oil") else (),
        details=_details(posted.getlist("detail")),
        usual=dict(_usual(posted)),
        age=read_age(posted) if page_id == "about" else None,
        areas_of=_areas(posted.getlist("area")) if page_id == "where" else {},
    )
    try:
        interview.remember(Remembered(), told, _ANY_DAY)
    except (NotKnownError, ValueError) as error:
        raise BadRequest(str(error)) from None
    ticked = told.lines or told.named
    if page_id == "where":
        return told
    if answer == "none" and ticked:
        raise MisfitError("Something is ticked, and “None of these” was chosen. Take the tick out, or go on with it.")
    if answer != "none" and not ticked and not posted.getlist("unsure"):
        raise MisfitError("Nothing is ticked. If none of it is so, choose “None of these”.")
    return told


def as_posted(page_id: PageId, posted: QueryDict) -> Told:
    """What was ticked, as it was, to be shown again."""
    return Told(
        page=page_id,
        lines=tuple(posted.getlist("line")),
        yes=tuple(posted.getlist("yes")),
        unsure=tuple(posted.getlist("unsure")),
        details=_details(posted.getlist("detail")),
        usual=dict(_usual(posted)),
        areas_of=_areas(posted.getlist("area")),
    )


def _ticked(posted: QueryDict) -> tuple[tuple[RuleId, ...], tuple[RuleId, ...]]:
    """Yes, and not sure: whoever was not sure and could answer the plainer question has said yes, or no."""
    yes, unsure = list(dict.fromkeys(posted.getlist("yes"))), []
    for rule in dict.fromkeys(posted.getlist("unsure")):
        plain = posted.get(f"plain.{rule}", "")
        if plain == "yes" and rule not in yes:
            yes.append(rule)
        elif rule not in yes and not (plain == "no" and _has_plainer(rule)):
            unsure.append(rule)
    return tuple(yes), tuple(unsure)


def _unticked(page_id: PageId, posted: QueryDict) -> tuple[RuleId, ...]:
    """What was shown ticked, and is not any more."""
    known = load_interview().members(page_id)
    return tuple(rule for rule in posted.getlist("shown") if rule in known and rule not in posted.getlist("yes"))


def _has_plainer(rule_id: RuleId) -> bool:
    rule = load_rules().by_id.get(rule_id)
    return rule is not None and bool(rule.plainer)


def _when(before: Remembered, posted: QueryDict, moment: Moment) -> dict[RuleId, Happened]:
    page = interview.page("where", remembered=before, now=moment.local)
    choices = tuple(choice for group in page.groups for choice in group.choices)
    try:
        return asking_when.read(choices, posted, moment.local)
    except WhenError as error:
        raise MisfitError(str(error)) from None


def _question(choice: Choice, told: Told | None) -> Question:
    if told is None:
        yes, unsure = choice.ticked, False
        details: tuple[Variable, ...] = ()
        usual: str | None = None
    else:
        yes, unsure = choice.rule in told.yes, choice.rule in told.unsure
        details, usual = told.details.get(choice.rule, ()), told.usual.get(choice.rule)
    if not choice.usual:
        return Question(choice, yes, unsure)
    return Question(
        choice,
        yes,
        unsure,
        details=tuple(
            Tick(f"{choice.rule}:{detail.variable}", detail.text, detail.variable in details)
            for detail in choice.details
        ),
        usual=tuple(Tick(value, text, usual == value) for value, text in USUALS),
    )


def _where(choice: Choice, told: Told | None, moment: Moment, posted: QueryDict | None) -> Where:
    chosen = set(choice.areas if told is None else told.areas_of.get(choice.rule, ()))
    when = asking_when.shown(choice, moment.local_date, posted, told.happened.get(choice.rule) if told else None)
    if choice.place == "none":
        return Where(choice, when)
    if choice.place == "side":
        sides = {area.side for area in chosen}
        return Where(choice, when, sides=tuple(_spot(choice.rule, ANY_REGION, side, side in sides) for side in _BOTH))
    atlas, groups = load_atlas(), []
    for name, regions in REGION_GROUPS:
        places = []
        for region in regions:
            entry = atlas.regions[region]
            ticks = tuple(_spot(choice.rule, region, side, Area(region, side) in chosen) for side in entry.sides)
            places.append((entry.name, ticks))
        groups.append(PlaceGroup(name, tuple(places), sum(tick.on for _, ticks in places for tick in ticks)))
    return Where(choice, when, groups=tuple(groups))


def _spot(rule: RuleId, region: RegionId, side: Side, on: bool) -> Tick:
    return Tick(f"{rule}|{region}|{side}", SIDE_NAMES[side], on)


def _typed(age: Age) -> str:
    return f"{age:g}" if isinstance(age, int | float) else ""


def _lines(page_id: PageId, posted: QueryDict, answer: str) -> tuple[LineId, ...]:
    """The broad lines ticked; all of them for whoever wants to see every question."""
    if page_id == "about" and answer == "every":
        return tuple(line.id for line in interview.page("about", remembered=Remembered()).lines)
    return tuple(dict.fromkeys(posted.getlist("line")))


def read_age(posted: QueryDict) -> Age:
    text = (posted.get("age", "") or "").strip()
    if not text and posted.get("age_unsaid"):
        return ADULT_UNSAID
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= OLDEST):
        raise AgeError(f"Your age, please, in whole years up to {OLDEST}, or tick that you would rather not say.")
    return float(text)


def _details(values: Iterable[str]) -> dict[RuleId, tuple[Variable, ...]]:
    found: dict[RuleId, tuple[Variable, ...]] = defaultdict(tuple)
    for value in values:
        rule, _, variable = value.partition(":")
        found[rule] = (*found[rule], variable)
    return dict(found)


def _usual(posted: QueryDict) -> Iterable[tuple[RuleId, Usual]]:
    for key in posted:
        prefix, dot, rule = key.partition(".")
        if prefix == "usual" and dot:
            said = posted.get(key)
            answer = next((value for value, _ in USUALS if value == said), None)
            if answer is None:
                raise BadRequest("Being like the usual attack is answered with yes, no or not sure.")
            yield rule, answer


def _areas(values: Iterable[str]) -> dict[RuleId, tuple[Area, ...]]:
    regions = load_atlas().regions
    found: dict[RuleId, tuple[Area, ...]] = defaultdict(tuple)
    for value in values:
        rule, _, place = value.partition("|")
        region, _, text = place.partition("|")
        entry = regions.get(region)
        side = next((side for side in entry.sides if side == text), None) if entry else None
        if side is None:
            raise BadRequest("This place on the body is not known.")
        found[rule] = (*found[rule], Area(region, side))
    return dict(found)
