"""The interview, short form: which pages are due, and what was told on them, turned into `Answers`.

The emergency page stands before every session. The page "about" comes on the first run, every 28 days, and whenever
something is new: a few broad lines that together contain every other question. Whoever ticks none of them has answered
all of it with no; what is ticked opens its questions on the pages for signs, what lasts and lately. Nothing here makes
an answer milder: "not sure" counts as yes, and the one exemption, the person's own diagnosed attack, is decided by the
rules' own conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TypeVar

from unclench.names import NotKnownError, nearest_names
from unclench.safety.entail import entailed
from unclench.safety.expression import evaluate
from unclench.safety.interview_content import (
    SAME_AS_USUAL,
    details_of,
    has_usual,
    known_rule,
    load_interview,
    numbers_of,
    opened_by,
    page,
    places_of,
    standing,
)
from unclench.safety.interview_types import (
    PAGES,
    Age,
    Choice,
    Detail,
    Group,
    Line,
    Page,
    PageId,
    Remembered,
    StillOpenError,
    Told,
)
from unclench.safety.rules import RuleBook, load_rules
from unclench.safety.screen import DOCTOR_YES_DAYS
from unclench.safety.timing import aged, asks_still, asks_when, at_some_time, is_in_force, load_timing
from unclench.safety.types import Answer, Answers, Area, Happened, Rule, RuleId, Variable

Kept = TypeVar("Kept")

__all__ = [
    "ASKED_AGAIN",
    "BEHIND",
    "PAGES",
    "Choice",
    "Detail",
    "Group",
    "Line",
    "Page",
    "PageId",
    "Remembered",
    "StillOpenError",
    "Told",
    "age_on",
    "answers",
    "as_of",
    "doctor_allows",
    "due",
    "forget",
    "is_usual",
    "lasting",
    "opened_by",
    "page",
    "remember",
    "standing",
]

ASK_AGAIN_DAYS = 28
"""Our choice: as long as new trouble after a massage is asked about."""
PLAIN_OIL = "plain"
"""Holds no scent, so no rule judges it by its name."""
BEHIND: tuple[PageId, ...] = ("signs", "lasting", "lately")
"""The pages behind the broad lines."""
ASKED_AGAIN: tuple[PageId, ...] = ("about", *BEHIND)


def due(
    remembered: Remembered,
    *,
    today: date,
    now: datetime | None = None,
    something_new: bool = False,
    oil: bool = False,
    rules: RuleBook | None = None,
) -> tuple[PageId, ...]:
    """The pages to ask before this session, in order. Ask again once a page is remembered: what is ticked on "about"
    opens further pages, and "where" shows up when something has been named that has a place or a time. `oil`: one is
    wished, and nothing that is known keeps it out.
    """
    rules, now = rules or load_rules(), now or _noon(today)
    remembered = as_of(remembered, now)
    pages: set[PageId] = {"emergency"}
    lines_due = remembered.age is None or _is_old(remembered.asked_on.get("about"), today)
    if something_new or lines_due:
        pages.add("about")
    if not lines_due:
        pages.update(name for name in BEHIND if _is_old(remembered.asked_on.get(name), today))
    local = _local(remembered, now, rules)
    if local and ("where" not in remembered.asked_on or not local <= remembered.areas_of.keys()):
        pages.add("where")
    if any(_asks_when(rule, remembered, now, rules) for rule in standing(remembered, now, rules)):
        pages.add("where")
    if oil:
        pages.add("oil")
    return tuple(name for name in PAGES if name in pages)


def as_of(remembered: Remembered, now: datetime) -> Remembered:
    """With what was planned and whose day has passed as done."""
    happened = aged(remembered.happened, now)
    if happened == remembered.happened:
        return remembered
    gone = remembered.happened.keys() - happened.keys()
    new = {rule: now.date() for rule in happened if rule not in remembered.conditions}
    conditions = {rule: day for rule, day in remembered.conditions.items() if rule not in gone} | new
    asked_on = remembered.asked_on
    if new or gone:
        asked_on = {page: day for page, day in asked_on.items() if page != "where"}
    return replace(remembered, conditions=conditions, happened=happened, asked_on=asked_on)


def remember(
    remembered: Remembered, told: Told, today: date, rules: RuleBook | None = None, *, now: datetime | None = None
) -> Remembered:
    """What is kept after this page. Raises NotKnownError for what the page does not ask. `now`, in the zone where the
    person is, dates what runs out within a day.

    Emergencies are not kept: they stop this session, and what follows is for whoever shows it. But the page on which
    one was named stays due until it is told without.
    """
    rules, now = rules or load_rules(), now or _noon(today)
    _check(told, rules)
    before = remembered = as_of(remembered, now)
    for rule_id in told.taken_back:
        remembered = forget(remembered, rule_id, rules)
    after = _remember(remembered, told, today, now, rules)
    return replace(after, doctor_said_yes=_yes_after(before, after))


def _yes_after(before: Remembered, after: Remembered) -> Mapping[RuleId, date]:
    """A doctor's yes was said of what was known then: whatever is told beyond that ends it."""
    known = {*before.conditions, *before.signs}
    new = {*after.conditions, *after.signs} - known
    moved = any(areas != before.areas_of[rule] for rule, areas in after.areas_of.items() if rule in before.areas_of)
    again = any(when != before.happened[rule] for rule, when in after.happened.items() if rule in before.happened)
    if new or moved or again:
        return {}
    return {rule: day for rule, day in after.doctor_said_yes.items() if rule in (*after.conditions, *after.signs)}


def _remember(remembered: Remembered, told: Told, today: date, now: datetime, rules: RuleBook) -> Remembered:
    asked_on = {**remembered.asked_on, told.page: today}
    if told.something_new:
        asked_on = {name: day for name, day in asked_on.items() if name not in ASKED_AGAIN or name == told.page}
    match told.page:
        case "emergency":
            return replace(remembered, asked_on=asked_on)
        case "signs":
            named = [known_rule(rule_id, rules) for rule_id in told.named]
            if any(rule.urgency == "emergency_now" and not is_usual(rule, told, rules) for rule in named):
                del asked_on["signs"]
            kept = [rule.id for rule in named if _lasts(rule) and not is_usual(rule, told, rules)]
            signs = _told_again(remembered.signs, load_interview().members("signs"), kept, today)
            return replace(remembered, signs=signs, asked_on=asked_on)
        case "about":
            age = remembered.age if told.age is None else told.age
            age_on = remembered.age_on if told.age is None else today
            opened = opened_by(told.lines, age)
            for name in BEHIND:
                if any(group.id in opened for group in load_interview().groups(name)):
                    asked_on.pop(name, None)
                else:
                    asked_on[name] = today
            after = replace(remembered, age=age, age_on=age_on, asked_on=asked_on, opened=opened)
            return _with_conditions(after, told, today, now, rules)
        case "lasting" | "lately":
            return _with_conditions(replace(remembered, asked_on=asked_on), told, today, now, rules)
        case "oil":
            # It asks about one oil, so what it does not name may not have been asked: only `taken_back` takes back.
            lasting_ones = [question.id for question in load_interview().oil if question.lasts]
            new = {rule_id: today for rule_id in told.named if rule_id in lasting_ones}
            return replace(remembered, conditions={**new, **remembered.conditions}, asked_on=asked_on)
        case "where":
            local = sorted(_local(remembered, now, rules))
            told_areas = {
                rule_id: areas for rule_id, areas in remembered.areas_of.items() if rule_id in remembered.conditions
            } | {rule_id: told.areas_of.get(rule_id, ()) for rule_id in local}
            happened = {**remembered.happened, **told.happened}
            for rule in standing(remembered, now, rules):
                if rule.id not in happened and asks_when(rule.id):
                    happened[rule.id] = at_some_time(now)
            return replace(remembered, areas_of=told_areas, happened=happened, asked_on=asked_on)


def _with_conditions(remembered: Remembered, told: Told, today: date, now: datetime, rules: RuleBook) -> Remembered:
    """With what a page says about its own conditions."""
    # What is told again may have moved, or be another one of its kind: where it is is asked again as well.
    asked_on = dict(remembered.asked_on)
    if told.page != "about" or told.named:
        asked_on.pop("where", None)
    # What has run out is not asked again: it keeps its date. What is told of it anew has happened again.
    over = _over(remembered, now, rules)
    # On "about" a tick adds to what is known; what is no longer so is taken back by name.
    asked = told.named if told.page == "about" else load_interview().members(told.page)
    members = [rule_id for rule_id in asked if rule_id not in over]
    conditions = _told_again(remembered.conditions, members, told.named, today)
    areas_of = {rule_id: areas for rule_id, areas in remembered.areas_of.items() if rule_id in conditions}
    happened = {
        rule_id: when
        for rule_id, when in remembered.happened.items()
        if rule_id in conditions and not (rule_id in over and rule_id in told.named)
    }
    happened |= {rule_id: at_some_time(now) for rule_id in told.named if _counts_from_telling(rule_id)}
    return replace(remembered, conditions=conditions, areas_of=areas_of, happened=happened, asked_on=asked_on)


def forget(remembered: Remembered, rule: RuleId, rules: RuleBook | None = None) -> Remembered:
    """Take back one thing that is no longer true. Raises NotKnownError for a rule that nobody knows."""
    known_rule(rule, rules or load_rules())
    return replace(
        remembered,
        conditions=_without(remembered.conditions, rule),
        signs=_without(remembered.signs, rule),
        areas_of=_without(remembered.areas_of, rule),
        happened=_without(remembered.happened, rule),
        doctor_said_yes=_without(remembered.doctor_said_yes, rule),
    )


def answers(
    remembered: Remembered,
    told_now: Sequence[Told],
    *,
    today: date,
    first_session: bool,
    now: datetime | None = None,
    oil: str = "",
    oil_asked: bool = False,
    rules: RuleBook | None = None,
) -> Answers:
    """Everything the rules need for this session, from what is remembered and every page told for it. `oil` is the one
    that is wished: what was told about oils counts for a session with one alone. `oil_asked`: as `oil` of `due`.

    Raises StillOpenError for the pages that are due and were not told; the emergency page has to be told now. Where
    an emergency was named no further page is asked for: what was not asked then stays unasked, not a no.
    """
    rules, now = rules or load_rules(), now or _noon(today)
    told_pages = [told.page for told in told_now]
    if len(set(told_pages)) != len(told_pages):
        raise ValueError("each page is told once for a session; hand over the latest")
    in_order = sorted(told_now, key=lambda told: PAGES.index(told.page))
    for told in in_order:
        remembered = remember(remembered, told, today, rules, now=now)
    remembered = as_of(remembered, now)
    facts = _facts(remembered, in_order, today, rules) | (_for_oil(remembered, in_order, oil) if oil else {})
    symptoms = [*remembered.signs]
    for told in in_order:
        symptoms += _symptoms(told, rules)
    # A page may be told with nothing ticked, but an age has to be there: a number, or that it stays unsaid.
    still_open = tuple(
        name
        for name in due(remembered, today=today, now=now, oil=oil_asked, rules=rules)
        if name not in told_pages or (name == "about" and remembered.age is None)
    )
    if still_open and not _stops(symptoms, facts, rules):
        raise StillOpenError(still_open)
    result = Answers(
        facts=facts,
        conditions=_not_of_oils(remembered),
        symptoms=tuple(dict.fromkeys(symptoms)),
        areas_of={rule_id: areas for rule_id, areas in remembered.areas_of.items() if areas},
        doctor_said_yes=remembered.doctor_said_yes,
        happened=remembered.happened,
        unasked_is_no=not still_open,
        first_session=first_session,
    )
    rules.check(result)
    return result


def lasting(remembered: Remembered, now: datetime, rules: RuleBook | None = None) -> Answers:
    """What is known without asking anything today."""
    rules, remembered = rules or load_rules(), as_of(remembered, now)
    age = age_on(remembered, now.date(), rules)
    return Answers(
        facts={**({} if age is None else {"age": age}), **_of_oils(remembered)},
        conditions=_not_of_oils(remembered),
        symptoms=tuple(remembered.signs),
        areas_of={rule_id: areas for rule_id, areas in remembered.areas_of.items() if areas},
        doctor_said_yes=remembered.doctor_said_yes,
        happened=remembered.happened,
        unasked_is_no=True,
    )


def _of_oils(remembered: Remembered) -> dict[Variable, Answer]:
    """What is remembered about oils stands for a fact each: an allergy to scents is no asthma."""
    return {question.fact: "yes" for question in load_interview().oil if question.id in remembered.conditions}


def _for_oil(remembered: Remembered, told_now: Iterable[Told], oil: str) -> dict[Variable, Answer]:
    named = {name for told in told_now if told.page == "oil" for name in told.named}
    facts = _of_oils(remembered)
    facts |= {question.fact: "yes" for question in load_interview().oil if question.id in named}
    return facts if oil == PLAIN_OIL else {**facts, oil: "yes"}


def _not_of_oils(remembered: Remembered) -> tuple[RuleId, ...]:
    about_oils = load_interview().members("oil")
    return tuple(rule for rule in remembered.conditions if rule not in about_oils)


def doctor_allows(remembered: Remembered, rule_id: RuleId, said_on: date, today: date) -> Remembered:
    """With a doctor's yes to something remembered. Raises ValueError for a rule or a day for which there is none."""
    rule = known_rule(rule_id, load_rules())
    if rule_id not in (*remembered.conditions, *remembered.signs) or rule.never_lifts:
        raise ValueError("A doctor’s yes changes nothing here.")
    if not 0 <= (today - said_on).days < DOCTOR_YES_DAYS:
        raise ValueError(f"A day within the last {DOCTOR_YES_DAYS} days, please.")
    return replace(remembered, doctor_said_yes={**remembered.doctor_said_yes, rule_id: said_on})


def _is_old(asked: date | None, today: date) -> bool:
    """A day in the future comes from a clock that was wrong: it proves nothing."""
    return asked is None or not 0 <= (today - asked).days < ASK_AGAIN_DAYS


def _noon(day: date) -> datetime:
    """For callers that know the day alone."""
    return datetime.combine(day, time(12), UTC)


def _local(remembered: Remembered, now: datetime, rules: RuleBook) -> set[RuleId]:
    return {rule.id for rule in standing(remembered, now, rules) if places_of(rule)}


def _over(remembered: Remembered, now: datetime, rules: RuleBook) -> set[RuleId]:
    return {
        rule_id
        for rule_id, when in remembered.happened.items()
        if not when.planned and not is_in_force(known_rule(rule_id, rules), when, now, rules)
    }


def _counts_from_telling(rule_id: RuleId) -> bool:
    entry = load_timing().get(rule_id)
    return entry is not None and entry.asks == ""


def _asks_when(rule: Rule, remembered: Remembered, now: datetime, rules: RuleBook) -> bool:
    """When it was has not been asked yet, or whether it is still so."""
    when = remembered.happened.get(rule.id)
    return asks_when(rule.id) if when is None else asks_still(rule, when, now, rules)


def _lasts(rule: Rule) -> bool:
    return rule.urgency != "emergency_now"


def _told_again(
    before: Mapping[RuleId, date], on_page: Iterable[RuleId], named: Iterable[RuleId], today: date
) -> dict[RuleId, date]:
    """What the page now says about its own rules, with the first day of what was known; other rules stay."""
    asked = set(on_page)
    kept = {rule_id: day for rule_id, day in before.items() if rule_id not in asked}
    return kept | {rule_id: before.get(rule_id, today) for rule_id in named}


def _without(kept: Mapping[RuleId, Kept], rule: RuleId) -> dict[RuleId, Kept]:
    return {rule_id: value for rule_id, value in kept.items() if rule_id != rule}


# The usual attack


def is_usual(rule: Rule, told: Told, rules: RuleBook) -> bool:
    """Whether this sign is the person's own diagnosed attack, so that its condition decides and not its name.

    What was ticked must make the rule apply, and it must be the permission alone that opens it: a sign that is never
    exempt, or too little ticked, leaves the rule named. Not sure about the sign or about the attack: named as well.
    """
    if rule.id not in told.yes or rule.id in told.unsure or told.usual.get(rule.id) != "yes" or not has_usual(rule):
        return False
    facts: dict[Variable, Answer] = dict.fromkeys(rules.variables, "no")
    facts.update(_usual_facts(rule, told, rules))
    facts_unusual = entailed({**facts, SAME_AS_USUAL: "no"}, rules.entailments)
    facts_usual = entailed({**facts, SAME_AS_USUAL: "yes"}, rules.entailments)
    return evaluate(rule.when, facts_unusual) == "yes" and evaluate(rule.when, facts_usual) == "no"


def _usual_facts(rule: Rule, told: Told, rules: RuleBook) -> dict[Variable, Answer]:
    """The signs ticked by themselves. A number, which nobody is asked for, counts as the worst it may be."""
    ticked: dict[Variable, Answer] = dict.fromkeys(told.details.get(rule.id, ()), "yes")
    numbers: dict[Variable, Answer] = dict.fromkeys(numbers_of(rule, rules), "unsure")
    return ticked | numbers


def _symptoms(told: Told, rules: RuleBook) -> list[RuleId]:
    if told.page == "oil":
        return []
    named = [known_rule(rule_id, rules) for rule_id in told.named]
    return [rule.id for rule in named if rule.kind == "red_flag" and not is_usual(rule, told, rules)]


def _facts(remembered: Remembered, told_now: Iterable[Told], today: date, rules: RuleBook) -> dict[Variable, Answer]:
    facts: dict[Variable, Answer] = {}
    age = age_on(remembered, today, rules)
    if age is not None:
        facts["age"] = age
    for told in told_now:
        if told.page == "oil":
            continue
        for rule_id in told.named:
            rule = known_rule(rule_id, rules)
            facts |= dict.fromkeys(told.details.get(rule_id, ()), "yes")
            if is_usual(rule, told, rules):
                facts |= {**_usual_facts(rule, told, rules), SAME_AS_USUAL: "yes"}
    return facts


def age_on(remembered: Remembered, today: date, rules: RuleBook | None = None) -> Age:
    """The age as told, and a year more for every whole year since."""
    rules = rules or load_rules()
    age, told_on = remembered.age, remembered.age_on
    if age is None or age == "unsure" or told_on is None:
        return age
    years = today.year - told_on.year - ((today.month, today.day) < (told_on.month, told_on.day))
    return min(age + max(0, years), rules.variables["age"].most)


def _stops(symptoms: Iterable[RuleId], facts: Mapping[Variable, Answer], rules: RuleBook) -> bool:
    known = entailed(facts, rules.entailments)
    named = set(symptoms)
    return any(
        rule.id in named or evaluate(rule.when, known) == "yes"
        for rule in rules.rules
        if rule.urgency == "emergency_now"
    )


# What a page may bring


def _check(told: Told, rules: RuleBook) -> None:
    asked = _asked(told.page, rules)
    for rule_id in (*told.named, *told.details, *told.usual):
        if rule_id not in asked:
            raise NotKnownError("question on this page", rule_id, nearest_names(rule_id, asked))
    for rule_id, ticked in told.details.items():
        details = details_of(rules.by_id[rule_id], rules)
        for variable in ticked:
            if variable not in details:
                raise NotKnownError("sign of this question", variable, nearest_names(variable, details))
    for rule_id in told.usual:
        if not has_usual(rules.by_id[rule_id]):
            raise ValueError(f"{rule_id}: being the usual attack makes no difference here")
    lines = [line.id for line in load_interview().about]
    for line in told.lines:
        if line not in lines:
            raise NotKnownError("line", line, nearest_names(line, lines))
    about = told.age is not None or bool(told.lines)
    if (about and told.page != "about") or ((told.areas_of or told.happened) and told.page != "where"):
        raise ValueError(f"the page {told.page} asks for no age, no lines, no place and no time")
    if told.age is not None:
        rules.check(Answers(facts={"age": told.age}))
    for rule_id, areas in told.areas_of.items():
        if not places_of(known_rule(rule_id, rules)):
            raise ValueError(f"{rule_id} has no place of its own")
        _check_areas(areas)
    for rule_id, when in told.happened.items():
        check_when(rule_id, when, rules)


def check_when(rule_id: RuleId, when: Happened, rules: RuleBook) -> None:
    """Raises ValueError for a time that this rule does not ask about."""
    entry = load_timing().get(known_rule(rule_id, rules).id)
    if entry is None:
        raise ValueError(f"{rule_id} does not run out")
    if when.planned and not entry.until:
        raise ValueError(f"{rules.by_id[rule_id].name}: this day is still to come")


def _asked(page_id: PageId, rules: RuleBook) -> tuple[RuleId, ...]:
    if page_id == "emergency":
        return tuple(rule.id for rule in rules.rules if rule.short_list)
    return load_interview().members(page_id)


def _check_areas(areas: Iterable[Area]) -> None:
    from unclench.atlas import load_atlas

    regions = load_atlas().regions
    for area in areas:
        if area.region not in regions:
            raise NotKnownError("region", area.region, nearest_names(area.region, list(regions)))
