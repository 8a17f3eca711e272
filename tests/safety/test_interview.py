"""What is asked on which page, and what is made of what was told."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.names import NotKnownError
from unclench.plain import PlainError, from_plain, to_plain, whole_from_plain
from unclench.safety import Answers, Area, Clearance, load_rules, screen
from unclench.safety.interview import (
    ASK_AGAIN_DAYS,
    PAGES,
    Choice,
    Line,
    Page,
    PageId,
    Remembered,
    StillOpenError,
    Told,
    answers,
    due,
    forget,
    opened_by,
    page,
    remember,
)
from unclench.safety.interview_content import details_of, has_usual, load_interview, places_of, read_interview
from unclench.safety.interview_types import Age, Usual
from unclench.safety.rules import CONTENT, RuleContentError
from unclench.safety.types import Happened, RuleId, Variable

TODAY = date(2026, 11, 21)
RULES = load_rules()
INTERVIEW = load_interview()
FIRST_RUN: tuple[PageId, ...] = ("emergency", "about")
WHOLE: tuple[PageId, ...] = ("emergency", "about", "signs", "lasting", "lately")
"""With every line ticked, or something on every page."""
LINES = tuple(line.id for line in INTERVIEW.about)
SHORT_LIST = tuple(rule.id for rule in RULES.rules if rule.short_list)
MEMBERS: dict[PageId, tuple[RuleId, ...]] = {
    "emergency": SHORT_LIST,
    "signs": INTERVIEW.members("signs"),
    "lasting": INTERVIEW.members("lasting"),
    "lately": INTERVIEW.members("lately"),
}
SIGNS = (*SHORT_LIST, *MEMBERS["signs"])
USUAL_RULES = tuple(rule.id for rule in RULES.rules if has_usual(rule))

# From the questions themselves, not from the conditions in the content: what may be part of a usual attack.
EXEMPT: dict[RuleId, set[Variable]] = {
    "n_neuro_deficit": {"new_numbness", "speech_trouble"},
    "p_progressive": {"headache_wakes", "morning_vomiting"},
    "cad_5d_major": {"new_numbness"},
    "post_session_neuro": {
        "new_severe_headache",
        "dizziness_new",
        "speech_trouble",
        "visual_disturbance",
        "limb_numbness",
    },
}


def run(
    yes: Iterable[RuleId] = (),
    unsure: Iterable[RuleId] = (),
    *,
    age: Age = 30.0,
    areas_of: Mapping[RuleId, tuple[Area, ...]] | None = None,
    details: Mapping[RuleId, tuple[Variable, ...]] | None = None,
    usual: Mapping[RuleId, Usual] | None = None,
) -> list[Told]:
    """A first run with every line ticked, on which this is told, each thing on the page that asks for it."""
    yes, unsure = list(yes), list(unsure)
    told = [
        Told(
            name,
            lines=LINES if name == "about" else (),
            yes=tuple(rule for rule in yes if rule in MEMBERS.get(name, ())),
            unsure=tuple(rule for rule in unsure if rule in MEMBERS.get(name, ())),
            details={rule: signs for rule, signs in (details or {}).items() if rule in MEMBERS.get(name, ())},
            usual={rule: answer for rule, answer in (usual or {}).items() if rule in MEMBERS.get(name, ())},
            age=age if name == "about" else None,
        )
        for name in WHOLE
    ]
    return [*told, Told("where", areas_of=areas_of or {})]


def told_first(told: list[Told], *, first_session: bool = False) -> Answers:
    return answers(Remembered(), told, today=TODAY, first_session=first_session)


def cleared(told: list[Told]) -> Clearance:
    return screen(told_first(told), today=TODAY)


def kept(told: list[Told], remembered: Remembered | None = None, today: date = TODAY) -> Remembered:
    remembered = remembered or Remembered()
    for one in told:
        remembered = remember(remembered, one, today)
    return remembered


def findings(clearance: Clearance) -> set[RuleId]:
    return {finding.rule for finding in clearance.findings}


def subsets(items: Iterable[str]) -> Iterable[tuple[str, ...]]:
    known = tuple(items)
    return chain.from_iterable(combinations(known, count) for count in range(len(known) + 1))


# The content


def test_every_rule_stands_in_exactly_one_place() -> None:
    places = Counter(
        [
            *SIGNS,
            *MEMBERS["lasting"],
            *MEMBERS["lately"],
            *(rule.id for rule in RULES.rules if rule.everyone),
            *INTERVIEW.from_age,
            *(entry.id for entry in INTERVIEW.not_asked),
            *(question.id for question in INTERVIEW.oil if question.lasts),
        ]
    )
    assert places == Counter(rule.id for rule in RULES.rules)


def test_groups_are_few() -> None:
    assert 8 <= len(INTERVIEW.signs) <= 10
    assert len(INTERVIEW.lasting) <= 9
    assert len(INTERVIEW.lately) <= 7


def test_self_harm_is_never_asked() -> None:
    shown = {choice.rule for name in PAGES for choice in choices(page(name, remembered=Remembered()))}
    assert "self_harm" not in shown
    assert all(entry.why for entry in INTERVIEW.not_asked)


def test_whoever_is_not_sure_of_anything_that_is_asked_gets_plainer_words() -> None:
    asked = {rule.id for rule in RULES.rules if rule.short_list} | {*SIGNS, *MEMBERS["lasting"], *MEMBERS["lately"]}
    for rule in asked:
        plainer = RULES.by_id[rule].plainer
        assert "?" in plainer, rule
        assert plainer != RULES.by_id[rule].question


def test_a_reason_stands_behind_everything_that_is_asked() -> None:
    for name in PAGES:
        shown = page(name, remembered=kept(run(list(MEMBERS["lasting"]))))
        assert all(choice.help for choice in choices(shown)), name
        assert all(line.why.endswith(".") for line in shown.lines)


def test_every_group_says_in_plain_words_what_it_covers() -> None:
    for group in (*INTERVIEW.signs, *INTERVIEW.lasting, *INTERVIEW.lately):
        assert group.title.strip()
        assert group.covers.strip().endswith(".")
        for word in {*RULES.by_id, *RULES.variables}:
            assert "_" not in word or word not in group.covers


def choices(shown: Page) -> tuple[Choice, ...]:
    return (*shown.remembered, *(choice for group in shown.groups for choice in group.choices))


@pytest.mark.parametrize("name", PAGES)
def test_shows_plain_words_only(name: PageId) -> None:
    remembered = kept(run([*MEMBERS["signs"], *MEMBERS["lasting"], *MEMBERS["lately"]]))
    shown = page(name, remembered=remembered)
    texts = [shown.title, shown.lead, shown.something_new]
    texts += [text for group in shown.groups for text in (group.title, group.covers)]
    texts += [text for choice in choices(shown) for text in (choice.label, choice.help)]
    texts += [detail.text for choice in choices(shown) for detail in choice.details]
    assert not [text for text in texts if "_" in text]
    assert all(choice.label for choice in choices(shown))


def closed_words(name: PageId) -> int:
    """Words read on a page of which no group is opened: the short list is always open."""
    shown = page(name, remembered=Remembered())
    title = "Not sure? Then tick it." if name == "emergency" else shown.title
    texts = [title, shown.lead, *(f"{group.title} {group.covers}" for group in shown.groups)]
    texts += [line.text for line in shown.lines]
    if name in ("emergency", "about"):
        texts += [choice.label for choice in choices(shown)]
    return sum(len(text.split()) for text in texts)


def test_a_first_run_with_nothing_to_tell_is_read_in_70_seconds() -> None:
    # At 238 words a minute, the mean of silent reading in English (Brysbaert 2019, doi:10.1016/j.jml.2019.104047).
    assert sum(closed_words(name) for name in FIRST_RUN) <= 238 * 70 / 60


def test_whoever_ticks_every_line_still_reads_closed_groups_in_under_four_minutes() -> None:
    # What names the key sign of each of some 170 rules is what makes it honest to pass a group unopened.
    assert sum(closed_words(name) for name in WHOLE) <= 875


def test_later_sessions_are_read_in_half_a_minute() -> None:
    assert closed_words("emergency") <= 119


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('    "thread_lift",\n', "", "thread_lift stands in 0 places"),
        ('    "thread_lift",\n', '    "thread_lift",\n    "fever",\n', "fever stands in 2 places"),
        ('    "thread_lift",\n', '    "thread_lift",\n    "no_such",\n', "no_such is not a rule"),
        ('"teen_12_17", ', "", "teen_12_17 stands in 0 places"),
        (
            'covers = "Perhaps pregnant, birth within 12 weeks, frail, very low weight."',
            'covers = " "',
            "pregnancy has no covers",
        ),
        ('id = "pregnancy"', 'ident = "pregnancy"', "unknown ident"),
    ],
)
def test_broken_content_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (CONTENT / "interview.toml").read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "interview.toml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleContentError, match=message):
        read_interview(broken, RULES)


def test_a_rule_of_the_other_kind_is_refused(tmp_path: Path) -> None:
    text = (CONTENT / "interview.toml").read_text(encoding="utf-8")
    for one, other, message in (("neck_lump", "fever", "fever is not a"), ("fever", "neck_lump", "not a warning|is a")):
        broken = tmp_path / "interview.toml"
        swapped = text.replace(f'"{one}"', '"HERE"').replace(f'"{other}"', f'"{one}"').replace('"HERE"', f'"{other}"')
        broken.write_text(swapped, encoding="utf-8")
        with pytest.raises(RuleContentError, match=message):
            read_interview(broken, RULES)


def test_only_rules_about_age_follow_from_it(tmp_path: Path) -> None:
    text = (CONTENT / "interview.toml").read_text(encoding="utf-8")
    broken = tmp_path / "interview.toml"
    broken.write_text(
        text.replace('"eo_children"]', '"eo_children", "frailty"]').replace(', "frailty"]\n\n[[', "]\n\n[["),
        encoding="utf-8",
    )
    with pytest.raises(RuleContentError, match="frailty does not follow from the age alone"):
        read_interview(broken, RULES)


@pytest.mark.parametrize("rule", list(INTERVIEW.quick))
def test_what_is_told_at_once_asks_no_group_and_is_never_taken_back_by_silence(rule: RuleId) -> None:
    told = kept([Told("emergency"), Told("about", age=30.0, yes=(rule,))])
    assert rule in told.conditions
    assert set(due(told, today=TODAY)) <= {"emergency", "where"}
    again = kept([Told("about", age=30.0)], told, TODAY + timedelta(days=28))
    assert rule in again.conditions
    assert rule not in kept([Told("about", age=30.0, taken_back=(rule,))], told).conditions


@pytest.mark.parametrize("rule", list(INTERVIEW.quick))
def test_told_at_once_and_told_in_its_group_are_one(rule: RuleId) -> None:
    at_once = [Told("emergency"), Told("about", age=30.0, yes=(rule,)), Told("where")]
    behind = run([rule])
    assert findings(cleared(at_once)) == findings(cleared(behind))


# Pages and days


def test_a_first_run_begins_with_the_short_list_and_the_broad_lines() -> None:
    assert due(Remembered(), today=TODAY, something_new=False) == FIRST_RUN


def behind(line: str, age: Age = 30.0) -> dict[PageId, tuple[str, ...]]:
    """The groups that are shown once this line is ticked, by page."""
    remembered = kept([Told("emergency"), Told("about", lines=(line,), age=age)])
    pages = due(remembered, today=TODAY)[1:]
    return {name: tuple(group.id for group in page(name, remembered=remembered).groups) for name in pages}


@pytest.mark.parametrize("line", INTERVIEW.about, ids=lambda line: line.id)
def test_a_line_ticked_opens_its_groups_and_no_others(line: Line) -> None:
    shown = behind(line.id)
    assert sorted(group for groups in shown.values() for group in groups) == sorted(line.opens)
    assert list(shown) == [name for name in PAGES if name in shown]


def test_no_line_ticked_asks_nothing_more() -> None:
    told = [Told("emergency"), Told("about", age=30.0)]
    assert due(kept(told), today=TODAY) == ("emergency",)
    assert told_first(told) == Answers(facts={"age": 30.0}, unasked_is_no=True)


@pytest.mark.parametrize(
    ("age", "groups"), [(17.0, {"headache_new"}), (18.0, set()), (49.0, set()), (50.0, {"eyes"}), ("unsure", None)]
)
def test_an_age_opens_what_matters_at_it(age: Age, groups: set[str] | None) -> None:
    assert set(opened_by((), age)) == ({"headache_new", "eyes"} if groups is None else groups)


def test_a_further_line_never_asks_less() -> None:
    for lines in combinations(LINES, 2):
        assert set(opened_by(lines, 30.0)) == {*opened_by(lines[:1], 30.0), *opened_by(lines[1:], 30.0)}


def test_a_group_that_holds_something_remembered_is_shown_with_the_others_of_its_page() -> None:
    remembered = kept(run(["diabetes"]))
    again = kept([Told("about", lines=("touch",))], remembered, TODAY + timedelta(days=28))
    assert [group.id for group in page("lasting", remembered=again).groups] == ["organs", "mind"]


def test_something_remembered_stays_when_its_page_is_not_asked() -> None:
    remembered = kept(run(["diabetes", "neck_lump"]))
    later = TODAY + timedelta(days=28)
    again = kept([Told("emergency"), Told("about")], remembered, later)
    assert due(again, today=later) == ("emergency",)
    assert (set(again.conditions), set(again.signs)) == ({"diabetes"}, {"neck_lump"})


def test_where_is_asked_when_something_with_a_place_is_named() -> None:
    told = run(["open_wound", "diabetes", "pacemaker_icd"])[:-1]
    remembered = kept(told)
    assert due(remembered, today=TODAY, something_new=False) == ("emergency", "where")
    where = {choice.rule: choice.place for choice in choices(page("where", remembered=remembered))}
    assert where == {"open_wound": "region", "pacemaker_icd": "side"}


def test_later_the_short_list_stands_alone() -> None:
    remembered = kept(run(["glaucoma", "neck_lump", "sunburn"]))
    tomorrow = TODAY + timedelta(days=1)
    assert due(remembered, today=tomorrow, something_new=False) == ("emergency",)
    shown = page("emergency", remembered=remembered)
    assert {choice.rule for choice in shown.remembered} == {"glaucoma", "neck_lump", "sunburn"}
    assert all(choice.ticked for choice in shown.remembered)
    assert shown.something_new
    assert not page("emergency", remembered=Remembered()).something_new


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, ("emergency",)),
        (27, ("emergency",)),
        (28, ("emergency", "about")),
        (400, ("emergency", "about")),
        (-1, ("emergency", "about")),  # the clock was wrong
    ],
)
def test_asks_again_after_28_days(days: int, expected: tuple[PageId, ...]) -> None:
    assert ASK_AGAIN_DAYS == 28
    assert due(kept(run()), today=TODAY + timedelta(days=days), something_new=False) == expected


def test_something_new_asks_again_until_it_is_told() -> None:
    remembered = kept(run())
    pages = ("emergency", "about")
    assert due(remembered, today=TODAY, something_new=True)[:2] == pages
    broken_off = remember(remembered, Told("emergency", something_new=True), TODAY)
    assert due(broken_off, today=TODAY, something_new=False) == pages


def test_pages_asked_again_show_what_is_remembered_ticked() -> None:
    remembered = kept(run(["glaucoma", "neck_lump"]))
    expected: dict[PageId, RuleId] = {"lasting": "glaucoma", "signs": "neck_lump"}
    for name, rule in expected.items():
        shown = page(name, remembered=remembered)
        assert {choice.rule for choice in choices(shown) if choice.ticked} == {rule}


# What is kept


def test_told_once_is_kept_until_it_is_taken_back() -> None:
    remembered = kept(run(["glaucoma", "neck_lump", "sunburn"], areas_of={"sunburn": (Area("forehead", "midline"),)}))
    later = TODAY + timedelta(days=9)
    said = answers(remembered, [Told("emergency")], today=later, first_session=False)
    assert said.conditions == ("glaucoma", "sunburn")
    assert said.symptoms == ("neck_lump",)
    assert said.areas_of == {"sunburn": (Area("forehead", "midline"),)}
    for rule in ("glaucoma", "neck_lump", "sunburn"):
        remembered = forget(remembered, rule)
    assert not remembered.conditions
    assert not remembered.signs
    assert not remembered.areas_of


def test_taking_back_on_the_page_is_the_same() -> None:
    remembered = kept(run(["glaucoma", "sunburn"]))
    after = remember(remembered, Told("emergency", taken_back=("sunburn",)), TODAY)
    assert after == forget(remembered, "sunburn")


def test_told_again_keeps_the_first_day_and_drops_what_is_unticked() -> None:
    remembered = kept(run(["glaucoma", "retina", "fever", "neck_lump"]))
    later = TODAY + timedelta(days=28)
    again = [Told("signs"), Told("lasting", yes=("retina", "diabetes")), Told("lately", unsure=("fever",))]
    after = kept(again, remembered, later)
    assert after.conditions == {"retina": TODAY, "diabetes": later, "fever": TODAY}
    assert not after.signs


def test_a_doctors_yes_was_said_of_what_had_happened_then() -> None:
    first = Happened(TODAY - timedelta(days=20), 1_000_000)
    told = [*run(["eye_surgery"])[:-1], Told("where", happened={"eye_surgery": first})]
    known = replace(kept(told), doctor_said_yes={"eye_surgery": TODAY})
    again = replace(first, day=TODAY - timedelta(days=1), by_s=2_000_000)
    assert remember(known, Told("where", happened={"eye_surgery": first}), TODAY).doctor_said_yes
    assert not remember(known, Told("where", happened={"eye_surgery": again}), TODAY).doctor_said_yes


def test_emergencies_are_not_kept_but_their_page_stays_due() -> None:
    remembered = kept(run(["retinal_detachment", "thunderclap", "neck_lump"]))
    assert remembered.signs == {"neck_lump": TODAY}
    assert due(remembered, today=TODAY, something_new=False) == ("emergency", "signs")
    with pytest.raises(StillOpenError):
        answers(remembered, [Told("emergency")], today=TODAY, first_session=False)


def test_a_place_is_asked_again_when_its_page_is() -> None:
    # Another wound may have come, of the kind that is already ticked.
    remembered = kept(run(["open_wound"], areas_of={"open_wound": (Area("hand_web", "left"),)}))
    after = remember(remembered, Told("lately", yes=("open_wound",)), TODAY)
    assert due(after, today=TODAY, something_new=False) == ("emergency", "where")
    assert choices(page("where", remembered=after))[0].areas == (Area("hand_web", "left"),)


def test_a_place_left_open_may_be_anywhere() -> None:
    said = told_first(run(["open_wound"]))
    assert said.areas_of == {}
    assert not screen(said).hands_on


@pytest.mark.parametrize(
    ("told", "day", "expected"),
    [
        (30.0, date(2027, 11, 20), 30.0),
        (30.0, date(2027, 11, 21), 31.0),
        (49.0, date(2026, 12, 21), 49.0),
        (64.0, date(2028, 12, 1), 66.0),
        (30.0, date(2026, 1, 1), 30.0),
        (120.0, date(2030, 1, 1), 120.0),
        ("unsure", date(2030, 1, 1), "unsure"),
    ],
)
def test_age_grows_by_whole_years(told: Age, day: date, expected: Age) -> None:
    remembered = replace(kept(run(age=told)), asked_on=dict.fromkeys(PAGES, day))
    said = answers(remembered, [Told("emergency")], today=day, first_session=False)
    assert said.facts == {"age": expected}


# Answers


@pytest.mark.parametrize("first_session", [True, False])
def test_nothing_ticked_at_30_is_clear(first_session: bool) -> None:
    said = told_first(run(), first_session=first_session)
    assert said == Answers(facts={"age": 30.0}, unasked_is_no=True, first_session=first_session)
    assert screen(said).verdict == "clear"


def test_an_age_not_told_lets_every_rule_about_age_apply() -> None:
    clearance = cleared(run(age="unsure"))
    assert set(INTERVIEW.from_age) <= findings(clearance)
    assert not clearance.hands_on
    assert clearance.mind == "none"


@pytest.mark.parametrize("left_out", WHOLE)
def test_a_page_left_out_is_still_open(left_out: PageId) -> None:
    told = [one for one in run() if one.page != left_out]
    with pytest.raises(StillOpenError) as error:
        told_first(told)
    assert error.value.pages == (left_out,)


def test_nothing_told_leaves_everything_open() -> None:
    with pytest.raises(StillOpenError) as error:
        told_first([])
    assert error.value.pages == FIRST_RUN


def test_where_is_open_while_a_place_is_not_told() -> None:
    with pytest.raises(StillOpenError) as error:
        told_first(run(["open_wound"])[:-1])
    assert error.value.pages == ("where",)


def test_age_is_open_while_it_is_not_told() -> None:
    with pytest.raises(StillOpenError) as error:
        told_first(run(age=None))
    assert error.value.pages == ("about",)


def test_the_short_list_is_told_now_not_remembered() -> None:
    with pytest.raises(StillOpenError) as error:
        answers(kept(run()), [], today=TODAY, first_session=False)
    assert error.value.pages == ("emergency",)


def test_something_new_leaves_its_pages_open() -> None:
    with pytest.raises(StillOpenError) as error:
        answers(kept(run()), [Told("emergency", something_new=True)], today=TODAY, first_session=False)
    assert error.value.pages == ("about",)


def test_pages_may_be_remembered_before_they_are_handed_over() -> None:
    told = run(["open_wound", "neck_lump"], ["glaucoma"])
    said = answers(kept(told), told, today=TODAY, first_session=False)
    assert said == told_first(told)
    assert told_first(list(reversed(told))) == said


def test_a_page_told_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        told_first([*run(), Told("emergency")])


@pytest.mark.parametrize("rule", SHORT_LIST)
@pytest.mark.parametrize("sure", [True, False])
def test_an_emergency_needs_no_further_page(rule: RuleId, sure: bool) -> None:
    told = Told("emergency", yes=(rule,) if sure else (), unsure=() if sure else (rule,))
    said = answers(Remembered(), [told], today=TODAY, first_session=True)
    assert not said.unasked_is_no
    assert screen(said).verdict == "emergency"


def told_rules() -> st.SearchStrategy[set[RuleId]]:
    return st.sets(st.sampled_from([*SIGNS, *MEMBERS["lasting"], *MEMBERS["lately"]]), max_size=6)


@st.composite
def usual_answers(draw: st.DrawFn, rules: set[RuleId]) -> tuple[dict[RuleId, tuple[str, ...]], dict[RuleId, Usual]]:
    details, usual = {}, {}
    for rule in sorted(rules.intersection(USUAL_RULES)):
        known = details_of(RULES.by_id[rule], RULES)
        details[rule] = tuple(sorted(draw(st.sets(st.sampled_from(known))))) if known else ()
        answer: Usual = draw(st.sampled_from(["yes", "no", "unsure"]))
        usual[rule] = answer
    return details, usual


def assert_never_milder(one: Clearance, other: Clearance) -> None:
    order = ("clear", "adapted", "see_doctor", "emergency")
    assert order.index(one.verdict) >= order.index(other.verdict)
    assert findings(one) >= findings(other)
    assert one.hands_on <= other.hands_on
    assert {(block.region, block.side) for block in one.blocks} >= {
        (block.region, block.side) for block in other.blocks
    }
    assert all(mine.level <= theirs.level for mine, theirs in zip(one.caps, other.caps, strict=True))
    assert one.hands_on_limit_s <= other.hands_on_limit_s


@given(st.data(), told_rules(), told_rules(), st.one_of(st.just("unsure"), st.integers(0, 110)), st.booleans())
def test_never_milder_than_saying_it_directly(
    data: st.DataObject, yes: set[RuleId], unsure: set[RuleId], age: Age, first: bool
) -> None:
    details, usual = data.draw(usual_answers(yes | unsure))
    said = told_first(run(sorted(yes), sorted(unsure), age=age, details=details, usual=usual), first_session=first)
    maybe_usual = {rule for rule in yes - unsure if usual.get(rule) == "yes"}
    direct = Answers(
        facts={"age": age} if age is not None else {},
        conditions=tuple(rule for rule in sorted(yes | unsure) if rule not in SIGNS),
        symptoms=tuple(rule for rule in sorted(yes | unsure) if rule in SIGNS and rule not in maybe_usual),
        unasked_is_no=True,
        first_session=first,
    )
    assert_never_milder(screen(said, today=TODAY), screen(direct, today=TODAY))


@given(told_rules(), told_rules())
def test_without_the_usual_attack_it_is_the_same_as_saying_it_directly(yes: set[RuleId], unsure: set[RuleId]) -> None:
    direct = Answers(
        facts={"age": 30.0},
        conditions=tuple(rule for rule in yes | unsure if rule not in SIGNS),
        symptoms=tuple(rule for rule in yes | unsure if rule in SIGNS),
        unasked_is_no=True,
    )
    assert cleared(run(sorted(yes), sorted(unsure))) == screen(direct, today=TODAY)


@given(told_rules(), told_rules())
def test_later_sessions_know_all_that_lasts(yes: set[RuleId], unsure: set[RuleId]) -> None:
    remembered = kept(run(sorted(yes), sorted(unsure)))
    lasting = {rule for rule in yes | unsure if RULES.by_id[rule].urgency != "emergency_now"}
    assert {*remembered.conditions, *remembered.signs} == lasting


@given(told_rules(), told_rules(), st.sampled_from([None, "unsure", 30, 30.5]))
def test_what_is_kept_survives_as_json(yes: set[RuleId], unsure: set[RuleId], age: Age) -> None:
    told = run(yes, unsure, age=age, areas_of={"open_wound": (Area("forehead", "midline"),)})
    remembered = kept(told)
    assert whole_from_plain(Remembered, json.loads(json.dumps(to_plain(remembered)))) == remembered
    for one in told:
        assert from_plain(Told, json.loads(json.dumps(to_plain(one)))) == one


@pytest.mark.parametrize(
    "changed",
    [
        {"conditions": {"fever": "yesterday"}},
        {"age_on": "21.11.2026"},
        {"asked_on": {"no_such": "2026-11-21"}},
        {"age": "old"},
        {"more": 1},
    ],
)
def test_damaged_memory_is_refused(changed: Mapping[str, object]) -> None:
    with pytest.raises(PlainError):
        whole_from_plain(Remembered, {**to_plain(kept(run())), **changed})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_survives_as_json(name: PageId) -> None:
    shown = page(name, remembered=kept(run(["open_wound", "neck_lump"])))
    assert from_plain(Page, json.loads(json.dumps(to_plain(shown)))) == shown


# The usual attack


def is_exempt(rule: RuleId, signs: tuple[str, ...]) -> bool:
    if rule == "o_sudden_onset":
        return True
    if rule == "acute_glaucoma":
        return set(signs) == {"eye_pain_severe", "vomiting"}
    return bool(signs) and set(signs) <= EXEMPT[rule]


@pytest.mark.parametrize("rule", USUAL_RULES)
def test_nothing_but_the_exemption_opens_a_rule(rule: RuleId) -> None:
    for signs in subsets(details_of(RULES.by_id[rule], RULES)):
        said = told_first(run([rule], details={rule: signs}, usual={rule: "yes"}))
        applies = rule in findings(screen(said))
        assert applies != is_exempt(rule, signs), signs
        assert (rule in said.symptoms) == applies


@pytest.mark.parametrize("rule", USUAL_RULES)
@pytest.mark.parametrize("answer", ["no", "unsure", None])
def test_unless_it_is_surely_the_usual_attack_the_rule_is_named(rule: RuleId, answer: Usual | None) -> None:
    usual: dict[RuleId, Usual] = {rule: answer} if answer else {}
    for signs in [(), details_of(RULES.by_id[rule], RULES), tuple(sorted(EXEMPT.get(rule, ())))]:
        said = told_first(run([rule], details={rule: signs}, usual=usual))
        assert rule in said.symptoms
        assert "same_as_usual" not in said.facts


@pytest.mark.parametrize("rule", USUAL_RULES)
def test_not_sure_about_the_sign_is_never_the_usual_attack(rule: RuleId) -> None:
    signs = ("eye_pain_severe", "vomiting") if rule == "acute_glaucoma" else tuple(sorted(EXEMPT.get(rule, ())))
    said = told_first(run([], [rule], details={rule: signs}, usual={rule: "yes"}))
    assert rule in said.symptoms
    assert "same_as_usual" not in said.facts


def test_one_usual_sign_does_not_open_another() -> None:
    said = told_first(
        run(
            ["p_progressive", "o_sudden_onset"],
            details={"p_progressive": ("morning_vomiting",)},
            usual={"p_progressive": "yes", "o_sudden_onset": "no"},
        )
    )
    assert "p_progressive" not in findings(screen(said))
    assert screen(said).verdict == "emergency"


def test_lost_words_are_a_sign_of_a_stroke_even_in_a_usual_attack() -> None:
    told = run(["n_neuro_deficit"], details={"n_neuro_deficit": ("speech_trouble",)}, usual={"n_neuro_deficit": "yes"})
    assert cleared(told).verdict == "emergency"


def test_the_usual_numbness_is_an_aura_and_no_emergency() -> None:
    usual = run(["n_neuro_deficit"], details={"n_neuro_deficit": ("new_numbness",)}, usual={"n_neuro_deficit": "yes"})
    clearance = cleared(usual)
    assert clearance.verdict == "adapted"
    assert "aura_now" in findings(clearance)
    assert not clearance.hands_on
    assert "aura_now" not in kept(usual).conditions


@pytest.mark.parametrize("sign", ["speech_trouble", "new_numbness"])
@pytest.mark.parametrize("said", ["no", "unsure"])
def test_the_same_in_an_attack_that_is_not_surely_the_usual_one_is_an_emergency(sign: Variable, said: Usual) -> None:
    told = run(["n_neuro_deficit"], details={"n_neuro_deficit": (sign,)}, usual={"n_neuro_deficit": said})
    assert cleared(told).verdict == "emergency"


@pytest.mark.parametrize("sign", ["new_weakness", "facial_droop", "confusion", "seizure", "new_ataxia"])
def test_beside_a_usual_sign_one_that_is_never_exempt_stays_an_emergency(sign: Variable) -> None:
    told = run(
        ["n_neuro_deficit"],
        details={"n_neuro_deficit": ("new_numbness", sign)},
        usual={"n_neuro_deficit": "yes"},
    )
    assert cleared(told).verdict == "emergency"


def test_a_first_aura_is_never_the_usual_one() -> None:
    told = run(
        ["n_neuro_deficit", "prolonged_aura"],
        details={"n_neuro_deficit": ("new_numbness",)},
        usual={"n_neuro_deficit": "yes"},
    )
    assert cleared(told).verdict == "emergency"


def test_the_usual_zigzags_and_numb_hand_on_the_day_after_a_massage() -> None:
    told = run(
        ["post_session_neuro", "cad_5d_major", "aura_now"],
        details={"post_session_neuro": ("visual_disturbance", "limb_numbness"), "cad_5d_major": ("new_numbness",)},
        usual={"post_session_neuro": "yes", "cad_5d_major": "yes"},
    )
    clearance = cleared(told)
    assert clearance.verdict == "adapted"
    assert "aura_now" in findings(clearance)
    assert not clearance.hands_on


def test_a_usual_attack_is_asked_about_each_time() -> None:
    usual = run(["p_progressive"], details={"p_progressive": ("morning_vomiting",)}, usual={"p_progressive": "yes"})
    assert not kept(usual).signs
    assert cleared(usual).verdict == "clear"


def test_a_sign_ticked_without_its_question_counts() -> None:
    told = run(details={"n_neuro_deficit": ("new_weakness",)}, usual={"n_neuro_deficit": "yes"})
    assert cleared(told).verdict == "emergency"


def test_follow_ups_belong_to_rules_that_know_the_usual_attack() -> None:
    asked = {choice.rule: choice for name in PAGES for choice in choices(page(name, remembered=Remembered()))}
    assert {rule for rule, choice in asked.items() if choice.usual} == set(USUAL_RULES)
    assert all(choice.usual or not choice.details for choice in asked.values())
    texts = {detail.variable: detail.text for detail in asked["p_progressive"].details}
    assert set(texts) == {"headache_progressive", "headache_wakes", "morning_vomiting"}
    assert texts["morning_vomiting"] == "vomiting in the morning"


# What nobody knows


@pytest.mark.parametrize(
    "told",
    [
        Told("signs", yes=("no_such",)),
        Told("signs", unsure=("no_such",)),
        Told("signs", yes=("self_harm",)),
        Told("signs", yes=("diabetes",)),
        Told("lasting", yes=("fever",)),
        Told("about", yes=("fever",)),
        Told("emergency", taken_back=("no_such",)),
        Told("signs", yes=("p_progressive",), details={"p_progressive": ("no_such",)}),
        Told("signs", yes=("p_progressive",), details={"p_progressive": ("same_as_usual",)}),
        Told("signs", yes=("o_sudden_onset",), details={"o_sudden_onset": ("minutes_to_peak",)}),
        Told("signs", usual={"no_such": "yes"}),
        Told("where", areas_of={"no_such": ()}),
        Told("where", areas_of={"open_wound": (Area("no_such", "left"),)}),
    ],
)
def test_what_is_not_asked_is_refused(told: Told) -> None:
    with pytest.raises(NotKnownError):
        remember(Remembered(), told, TODAY)


@pytest.mark.parametrize(
    "told",
    [
        Told("signs", usual={"neck_lump": "yes"}),
        Told("where", areas_of={"diabetes": (Area("forehead", "midline"),)}),
        Told("signs", age=30.0),
        Told("lately", areas_of={"open_wound": ()}),
        Told("about", age=-1.0),
        Told("about", age=500.0),
    ],
)
def test_what_makes_no_sense_is_refused(told: Told) -> None:
    with pytest.raises(ValueError, match=r"usual|place|from 0 to"):
        remember(Remembered(), told, TODAY)


def test_what_is_remembered_and_unknown_is_refused() -> None:
    with pytest.raises(NotKnownError):
        forget(Remembered(), "no_such")
    with pytest.raises(NotKnownError):
        page("emergency", remembered=Remembered(conditions={"no_such": TODAY}))
    with pytest.raises(NotKnownError):
        due(Remembered(signs={"no_such": TODAY}), today=TODAY)


def test_every_rule_with_a_place_is_asked_for_it() -> None:
    local = [rule.id for rule in RULES.rules if places_of(rule) and not rule.everyone]
    remembered = kept(run(local)[:-1])
    assert {choice.rule for choice in choices(page("where", remembered=remembered))} == set(local)


# Oils


def told_oil(*named: str) -> Told:
    return Told("oil", yes=named)


def test_the_page_about_oils_is_due_for_a_wish_alone() -> None:
    known = kept(run())
    assert "oil" not in due(known, today=TODAY)
    assert due(known, today=TODAY, oil=True) == ("emergency", "oil")


@pytest.mark.parametrize("oil", ["plain", "lavender", "peppermint", "eucalyptus"])
def test_it_asks_what_keeps_this_oil_out_and_nothing_else(oil: str) -> None:
    """Each yes alone keeps the oil out; a question about another oil is not asked."""
    asked = {choice.rule for choice in choices(page("oil", remembered=Remembered(), oil=oil))}
    known = kept(run())
    for question in INTERVIEW.oil:
        said = answers(
            known,
            [Told("emergency"), told_oil(question.id)],
            today=TODAY,
            first_session=False,
            oil=oil,
            oil_asked=True,
        )
        cleared_now = screen(said, today=TODAY)
        out = (
            any(entry.technique_class == "plain_oil" for entry in cleared_now.forbidden)
            if oil == "plain"
            else not all(use.allowed for use in cleared_now.oils)
        )
        assert out or question.id not in asked, (oil, question.id)
    assert asked


def test_without_a_yes_the_oil_may_be_used() -> None:
    told = [Told("emergency"), told_oil()]
    said = answers(kept(run()), told, today=TODAY, first_session=False, oil="lavender", oil_asked=True)
    assert [use.allowed for use in screen(said, today=TODAY).oils] == [True]
    with pytest.raises(StillOpenError):
        answers(kept(run()), told[:1], today=TODAY, first_session=False, oil="lavender", oil_asked=True)


def test_only_what_lasts_is_remembered_of_it() -> None:
    known = remember(kept(run()), told_oil("eo_asthma", "pets_or_infants_present", "new_topical"), TODAY)
    assert set(known.conditions) == {"eo_asthma"}
    assert not forget(known, "eo_asthma").conditions
    taken_back = Told("oil", taken_back=("eo_asthma",))
    assert not remember(known, taken_back, TODAY).conditions
    assert set(remember(known, told_oil(), TODAY).conditions) == {"eo_asthma"}, "another oil may not have asked it"


def test_what_is_remembered_of_oils_counts_where_one_is_wished() -> None:
    known = remember(kept(run()), told_oil("eo_asthma"), TODAY)
    without = answers(known, [Told("emergency")], today=TODAY, first_session=False)
    assert without.facts.get("fragrance_allergy") is None
    assert "eo_asthma" not in without.conditions
    wished = answers(known, [Told("emergency")], today=TODAY, first_session=False, oil="lavender")
    assert (wished.facts["fragrance_allergy"], wished.facts["lavender"]) == ("yes", "yes")
    found = findings(screen(wished, today=TODAY))
    assert "eo_asthma" in found
    assert "asthma_copd" not in found, "an allergy to scents is no asthma"


def test_the_page_takes_no_sign_of_another_page() -> None:
    with pytest.raises(NotKnownError):
        remember(Remembered(), Told("oil", yes=("asthma_copd",)), TODAY)
