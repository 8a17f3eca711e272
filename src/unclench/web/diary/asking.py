"""What is asked in an attack: one question at a time, with few answers, what matters most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from unclench.atlas import load_atlas
from unclench.atlas.types import RegionId
from unclench.diary.offers import ordered
from unclench.diary.symptoms import AURAS, SYMPTOMS
from unclench.web.diary import course
from unclench.web.diary.course import Course, has_side, region_of
from unclench.web.diary.models import RELIEFS, Dose, Episode, EpisodeEvent
from unclench.web.moment import Moment

AGAIN_AFTER = timedelta(minutes=30)
"""So long after a reading the pain is asked once more."""
RATED_AFTER = timedelta(minutes=20)
"""Nothing shows earlier whether something was of use."""
IN_AN_ATTACK = ("nausea", "vomiting", "light", "sound", "side", "quality", "activity")
OF_AN_AURA = ("aura_then", "aura_side", "aura_turns")
"""Asked where there was one. Whether it went away is asked when it is over."""
MOST_THINGS = 8
AFTER_MIN: Final = (15, 30, 60, 120, 240)
AURA_LASTED_MIN: Final = (5, 15, 30, 60, 120)
PLACES: Mapping[RegionId, str] = {
    RegionId("forehead"): "Forehead",
    RegionId("periorbital"): "Around the eye",
    RegionId("temple"): "Temple",
    RegionId("scalp_vertex"): "Top of the head",
    RegionId("scalp_occipital"): "Back of the head",
    RegionId("suboccipital"): "Base of the skull",
    RegionId("nape"): "Back of the neck",
    RegionId("jaw_masseter"): "Jaw",
}
"""Few enough for large buttons. The map has all the others."""
_SIDES = {"left": "Left", "midline": "Middle", "right": "Right", "both": "Both sides"}
_AURA_COURSE = ("gradual", "sudden")
_ORDER = ("rate", "after", "pain", "dose", "place", "tried", *IN_AN_ATTACK, "aura", *AURAS, *OF_AN_AURA)


@dataclass(frozen=True, slots=True)
class Answer:
    value: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    """`pain`, `dose`, `place`, `tried`, `aura`, a symptom, or `rate.` with what is rated."""
    ask: str
    answers: tuple[Answer, ...]
    ends: tuple[str, str] = ("", "")
    """What the first and the last of a scale stand for."""
    small: bool = False
    """Many short answers, side by side."""

    @property
    def passes_to(self) -> str:
        return behind(self.id)


def behind(name: str) -> str:
    """From where to go on after this question: what belongs to another is behind that one."""
    head, _, rest = name.partition(".")
    return f"rate.{rest}" if head == "after" else name if head == "rate" else head


def next_question(episode: Episode, known: Course, moment: Moment, after: str = "") -> Question | None:
    """The first that is open; with `after`, the first behind that one, which was answered or passed over."""
    asked = _all(episode, known, moment)
    names = [name for name, _ in asked]
    if after in names:
        asked = asked[names.index(after) + 1 :]
    else:
        head = after.partition(".")[0]
        passed = _ORDER.index(head) if head in _ORDER else 0
        asked = [(name, ask) for name, ask in asked if _ORDER.index(name.partition(".")[0]) >= passed]
    return next((question for _, ask in asked if (question := ask()) is not None), None)


def question_named(name: str, episode: Episode, known: Course, moment: Moment) -> Question | None:
    """One that follows from an answer, or is asked once more; None where it does not belong here."""
    head, _, rest = name.partition(".")
    match head:
        case "place" if not rest:
            return _place(episode, known, moment)
        case "place" if rest in PLACES:
            return _side_of(RegionId(rest), known)
        case "after":
            found = next((one for one in rateable(known) if str(one.id) == rest), None)
            return None if found is None else _after(found)
        case "aura" if not rest:
            return _aura(episode, known, moment)
        case _ if head in AURAS and head in known.symptoms and rest in ("how", "minutes"):
            return _aura_how(head) if rest == "how" else _aura_minutes(head)
    return None


def _all(episode: Episode, known: Course, moment: Moment) -> list[tuple[str, Callable[[], Question | None]]]:
    """In their order. Only the one that is shown is put together, since some look into what was told before."""
    has_aura = any(name in known.symptoms and known.symptoms[name].value != "no" for name in AURAS)
    told = {
        *known.symptoms,
        *(["side"] if any(has_side(event.name) for event in known.places) else []),
        *(["aura"] if has_aura else []),
    }
    due = [what for what in unrated(known) if moment.at - what.at >= RATED_AFTER]
    asked: list[tuple[str, Callable[[], Question | None]]] = [
        *((f"rate.{what.id}", partial(_rating, what)) for what in due),
        ("pain", partial(_pain, known, moment)),
        ("dose", partial(_dose, episode, moment)),
    ]
    if not known.places:
        asked.append(("place", partial(_place, episode, known, moment)))
    if not known.tried:
        asked.append(("tried", partial(_tried, episode, moment)))
    asked += [(name, partial(_symptom, name)) for name in IN_AN_ATTACK if name not in told]
    if "aura" not in told:
        asked.append(("aura", partial(_aura, episode, known, moment)))
    if has_aura:
        asked += [(name, partial(_symptom, name)) for name in OF_AN_AURA if name not in told and _applies(name, known)]
    return asked


def _applies(name: str, known: Course) -> bool:
    return name != "aura_turns" or sum(kind in known.symptoms for kind in AURAS) > 1


def rateable(known: Course) -> list[EpisodeEvent | Dose]:
    found: list[EpisodeEvent | Dose] = [*known.tried, *(dose for dose in known.doses if dose.acute)]
    return sorted(found, key=lambda one: one.at)


def unrated(known: Course) -> list[EpisodeEvent | Dose]:
    """What was tried or taken and not rated yet, the earliest first."""
    return [one for one in rateable(known) if one.id not in known.ratings]


def name_of(what: EpisodeEvent | Dose) -> str:
    return what.name if isinstance(what, Dose) else what.text


def _rating(what: EpisodeEvent | Dose) -> Question:
    answers = tuple(Answer(value, name.capitalize()) for value, name in RELIEFS)
    return Question(f"rate.{what.id}", f"{name_of(what)}, {what.lived.clock:%H:%M}: any better for it?", answers)


def _after(what: EpisodeEvent | Dose) -> Question:
    answers = tuple(Answer(str(minutes), minutes_name(minutes)) for minutes in AFTER_MIN)
    return Question(f"after.{what.id}", f"{name_of(what)}: how long until it was better?", answers)


def _pain(known: Course, moment: Moment) -> Question | None:
    if known.readings and moment.at - known.readings[-1].at < AGAIN_AFTER:
        return None
    levels = tuple(Answer(str(level), str(level)) for level in range(11))
    return Question("pain", "How bad is it now?", levels, ("0 none", "10 worst"))


def _dose(episode: Episode, moment: Moment) -> Question | None:
    medicines = course.medicines_to_take(episode.owner, moment)
    if not medicines:
        return None
    answers = tuple(Answer(str(medicine.id), medicine.name, medicine.usual) for medicine in medicines)
    return Question("dose", "Did you take something just now?", answers)


def _place(episode: Episode, known: Course, moment: Moment) -> Question | None:
    told = {event.name for event in known.places}
    open_still = [region for region in PLACES if any(f"{region}.{side}" not in told for side in _sides(region))]
    used = Counter(region_of(name) for name in course.places_lately(episode.owner))
    names = ordered(open_still, used, course.seed_of(episode.owner, moment))
    if not names:
        return None
    answers = tuple(Answer(region, PLACES[RegionId(region)]) for region in names)
    return Question("place", "Where else?" if told else "Where does it hurt?", answers, small=True)


def _sides(region: RegionId) -> tuple[str, ...]:
    return load_atlas().regions[region].sides


def sides_named(region: RegionId, answer: str) -> tuple[str, ...]:
    """What an answer about sides stands for; empty for none."""
    there = _sides(region)
    return ("left", "right") if answer == "both" and len(there) > 1 else (answer,) if answer in there else ()


def only_side(region: RegionId) -> str:
    """The side of a place that has just one; else empty."""
    there = _sides(region)
    return there[0] if len(there) == 1 else ""


def _side_of(region: RegionId, known: Course) -> Question | None:
    told = {event.name for event in known.places}
    left = [side for side in _sides(region) if f"{region}.{side}" not in told]
    names = [*left, *(["both"] if {"left", "right"} <= set(left) else [])]
    if not names:
        return None
    answers = tuple(Answer(name, _SIDES[name]) for name in names)
    return Question(f"place.{region}", f"{PLACES[region]}: on which side?", answers)


def _tried(episode: Episode, moment: Moment) -> Question:
    things = course.things_to_try(episode.owner, moment)[:MOST_THINGS]
    return Question(
        "tried", "Did you try something just now?", tuple(Answer(thing, thing) for thing in things), small=True
    )


def _symptom(name: str) -> Question:
    symptom = SYMPTOMS[name]
    return Question(name, symptom.ask, tuple(Answer(value, text) for value, text in symptom.values.items()))


def _aura(episode: Episode, known: Course, moment: Moment) -> Question | None:
    told = [name for name in AURAS if name in known.symptoms and known.symptoms[name].value != "no"]
    names = [name for name in AURAS if name not in told]
    if not names:
        return None
    used = Counter(course.symptoms_lately(episode.owner))
    listed = ordered(names, used, course.seed_of(episode.owner, moment))
    answers = tuple(Answer(name, SYMPTOMS[name].ask.rstrip("?")) for name in listed)
    if told:
        return Question("aura", "Anything else of this?", answers)
    return Question("aura", SYMPTOMS["aura"].ask, (Answer("no", "None of these"), *answers))


def _aura_how(name: str) -> Question:
    values = SYMPTOMS[name].values
    return Question(f"{name}.how", "How did that come?", tuple(Answer(value, values[value]) for value in _AURA_COURSE))


def _aura_minutes(name: str) -> Question:
    answers = tuple(Answer(str(minutes), minutes_name(minutes)) for minutes in AURA_LASTED_MIN)
    return Question(f"{name}.minutes", "About how long did it last?", answers, small=True)


def minutes_name(minutes: int | None) -> str:
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h" if hours and not rest else f"{minutes} min"
