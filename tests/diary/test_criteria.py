"""From entries to the published patterns: the published examples told as a diary, and nothing that nobody said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.diary import SYMPTOMS, Diary, Dose, Episode, Mark, Noticed, Place, Rated, Reading, features, lived
from unclench.diary.criteria import LOOKED_AT_DAYS, Beside, attack_of, read
from unclench.diary.patterns import Attack, judge
from unclench.diary.symptoms import AURAS, AUTONOMIC

ZONE = "Europe/Berlin"
LAST = date(2026, 11, 28)
NOBODY = Beside()

MIGRAINE = {
    "side": "right", "quality": "pulsating", "activity": "yes", "nausea": "moderate", "vomiting": "no",
    "light": "yes", "sound": "yes", "aura": "no",
}  # fmt: skip
TENSION = {
    "side": "both", "quality": "pressing", "activity": "no", "nausea": "none", "vomiting": "no",
    "light": "no", "sound": "yes", "aura": "no",
}  # fmt: skip
AURA = {"aura_visual": "gradual", "aura_then": "soon", "aura_side": "yes", "aura_added": "yes", "aura_gone": "yes"}


def headache(back: int, hours: float | None, peak: int | None, told: dict[str, str], minutes: int = 25) -> Episode:
    onset = lived(datetime(2026, 11, 28, 8, tzinfo=UTC) - timedelta(days=back), ZONE)
    return Episode(
        onset,
        None if hours is None else lived(onset.at + timedelta(hours=hours), ZONE),
        worst=peak,
        noticed=tuple(Noticed(onset, name, value, minutes if name in AURAS else None) for name, value in told.items()),
    )


def diary(*headaches: Episode, days: int = 84) -> Diary:
    """All other days were clear."""
    said = lived(datetime(2026, 11, 28, 8, tzinfo=UTC), ZONE)
    busy = {day for one in headaches for day in one.touched()}
    every = (LAST - timedelta(days=back) for back in range(days))
    return Diary(headaches, tuple(Mark(day, "clear", said) for day in every if day not in busy))


def fits(found: Diary, beside: Beside = NOBODY) -> set[str]:
    return {fit.pattern for fit in read(found, LAST, beside).found.fits}


def test_an_onset_alone_tells_nothing() -> None:
    assert attack_of(features(headache(1, None, None, {})), NOBODY) == Attack()


@given(st.sampled_from(sorted(SYMPTOMS)), st.data())
def test_one_answer_tells_of_what_it_is_about_and_nothing_else(name: str, data: st.DataObject) -> None:
    """All but two criteria stay open: nothing is taken for no because something else was answered."""
    value = data.draw(st.sampled_from(sorted(SYMPTOMS[name].values)))
    attack = attack_of(features(headache(1, None, None, {name: value})), NOBODY)
    told = {field for field in Attack.__slots__ if getattr(attack, field) != getattr(Attack(), field)}
    about = {
        "quality": {"pulsating", "pressing"},
        "activity": {"worse_with_activity"},
        "aura": {"no_aura"},
        "aura_then": {"headache_after_aura_min"},
        "aura_turns": {"auras_in_succession"},
        **{kind: {"auras"} for kind in AURAS},
        **{sign: {"autonomic"} for sign in AUTONOMIC},
    }
    assert told <= about.get(name, {name})


@pytest.mark.parametrize(
    ("found", "pattern"),
    [
        (diary(*(headache(7 * n, 10, 7, MIGRAINE) for n in range(1, 6))), {"1.1"}),
        (diary(*(headache(7 * n, 10, 7, MIGRAINE) for n in range(1, 5))), {"1.5.1"}),
        (diary(*(headache(7 * n, 2, 7, MIGRAINE | AURA) for n in (1, 2))), {"1.2"}),
        (diary(*(headache(6 * n, 4, 4, TENSION) for n in range(1, 12))), {"2.2"}),
        (diary(*(headache(30 * n, 4, 4, TENSION) for n in range(1, 11)), days=LOOKED_AT_DAYS), {"2.1"}),
        (diary(*(headache(n, 5, 7, MIGRAINE) for n in range(84) if n % 28 < 15)), {"1.1", "1.3"}),
        (diary(*(headache(7 * n, 10, 7, {}) for n in range(1, 6))), set()),
    ],
    ids=["migraine", "one too few", "aura", "tension", "rarely", "chronic", "nothing told"],
)
def test_the_published_examples_told_as_a_diary(found: Diary, pattern: set[str]) -> None:
    assert fits(found) == pattern


def test_what_is_missing_is_named_with_how_often() -> None:
    short = {name: value for name, value in MIGRAINE.items() if name not in ("nausea", "vomiting", "light")}
    reading = read(diary(*(headache(7 * n, 10, 7, short) for n in range(1, 4))), LAST, NOBODY)
    assert reading.found.undecided == 3
    assert reading.missing == (("nausea", 3), ("vomiting", 3), ("light", 3))
    (point,) = (one for one in reading.criteria if (one.kind, one.letter) == ("migraine", "D"))
    assert (point.met, point.missed, point.untold) == (0, 0, 3)


def test_one_that_medicine_ended_early_counts_as_its_person_says() -> None:
    when = lived(datetime(2026, 11, 20, 8, 30, tzinfo=UTC), ZONE)
    dose = Dose(when, "Sumatriptan", "triptan", True, rated=Rated(when, "helpful"))
    early = replace(headache(8, 2, 7, MIGRAINE), doses=(dose,))
    told = {
        said: judge(attack_of(features(early), Beside(untreated_lasts=said))).migraine["B"]
        for said in (None, True, False)
    }
    assert told == {None: None, True: True, False: False}
    assert attack_of(features(early), NOBODY).triptan_helped is True


def test_the_map_tells_the_side_where_nobody_asked() -> None:
    bare = headache(1, 5, 6, {})

    def side(*spots: str) -> str | None:
        places = tuple(Place(bare.onset, region, side) for region, _, side in (spot.partition(".") for spot in spots))
        return attack_of(features(replace(bare, places=places)), NOBODY).side

    assert side("temple.left") == "left"
    assert side("temple.left", "nape.right") == "both"
    assert side("temple.left", "scalp_vertex.midline") is None


def test_days_without_a_word_keep_how_often_open() -> None:
    """Eleven of tension-type in a diary that says nothing of the other days: not how rare, nor how frequent."""
    whole = diary(*(headache(6 * n, 4, 4, TENSION) for n in range(1, 12)))
    gaps = replace(whole, marks=whole.marks[-1:])
    assert (fits(whole), fits(gaps)) == ({"2.2"}, set())
    assert read(gaps, LAST, NOBODY).untold_days == 84 - 12


def test_a_warning_sign_comes_before_any_pattern() -> None:
    whole = diary(*(headache(7 * n, 10, 7, MIGRAINE) for n in range(1, 6)))
    found = read(whole, LAST, Beside(red_flag=True)).found
    assert (found.fits, found.doctor) == ((), ("red_flag",))


def test_more_than_a_year_ago_is_not_looked_at() -> None:
    old = diary(*(headache(LOOKED_AT_DAYS + n, 10, 7, MIGRAINE) for n in range(9)), days=28)
    assert read(old, LAST, NOBODY).attacks == 0


def test_a_reading_is_a_peak() -> None:
    one = headache(1, 5, None, {})
    told = replace(one, readings=(Reading(one.onset, 3), Reading(one.onset, 6)))
    assert attack_of(features(told), NOBODY).peak == 6
