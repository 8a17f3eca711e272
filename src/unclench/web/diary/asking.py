"""What is asked in an attack: one question at a time, with few answers, what matters most first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from unclench.diary.symptoms import SYMPTOMS
from unclench.web.diary import course
from unclench.web.diary.course import Course
from unclench.web.diary.models import RELIEFS, Dose, Episode, EpisodeEvent
from unclench.web.moment import Moment

AGAIN_AFTER = timedelta(minutes=30)
"""So long after a reading the pain is asked once more."""
RATED_AFTER = timedelta(minutes=20)
"""Nothing shows earlier whether something was of use."""
IN_AN_ATTACK = ("nausea", "vomiting", "light", "sound", "side", "quality", "activity")


@dataclass(frozen=True, slots=True)
class Answer:
    value: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    """`pain`, `dose`, `rate.` with what is rated, or a symptom."""
    ask: str
    answers: tuple[Answer, ...]
    note: str = ""


_ORDER = ("rate", "pain", "dose", *IN_AN_ATTACK)


def next_question(episode: Episode, known: Course, moment: Moment, after: str = "") -> Question | None:
    """The first that is open; with `after`, the first behind that one, which was answered or passed over."""
    asked = _all(episode, known, moment)
    names = [question.id for question in asked]
    if after in names:
        return next(iter(asked[names.index(after) + 1 :]), None)
    head = after.partition(".")[0]
    passed = _ORDER.index(head) if head in _ORDER else 0
    return next((question for question in asked if _ORDER.index(question.id.partition(".")[0]) >= passed), None)


def _all(episode: Episode, known: Course, moment: Moment) -> list[Question]:
    asked = [
        *(_rating(what) for what in unrated(known) if moment.at - what.at >= RATED_AFTER),
        _pain(known, moment),
        _dose(episode, moment),
        *(_symptom(name) for name in IN_AN_ATTACK if name not in known.symptoms),
    ]
    return [question for question in asked if question is not None]


def unrated(known: Course) -> list[EpisodeEvent | Dose]:
    """What was tried or taken and not rated yet, the earliest first."""
    found: list[EpisodeEvent | Dose] = [*known.tried, *(dose for dose in known.doses if dose.acute)]
    return sorted((one for one in found if one.id not in known.ratings), key=lambda one: one.at)


def name_of(what: EpisodeEvent | Dose) -> str:
    return what.name if isinstance(what, Dose) else what.text


def _rating(what: EpisodeEvent | Dose) -> Question:
    answers = tuple(Answer(value, name.capitalize()) for value, name in RELIEFS)
    return Question(f"rate.{what.id}", f"{name_of(what)}, {what.lived.clock:%H:%M}: any better for it?", answers)


def _pain(known: Course, moment: Moment) -> Question | None:
    if known.readings and moment.at - known.readings[-1].at < AGAIN_AFTER:
        return None
    return Question("pain", "How bad is it now?", tuple(Answer(str(level), str(level)) for level in range(11)))


def _dose(episode: Episode, moment: Moment) -> Question | None:
    medicines = course.medicines_to_take(episode.owner, moment)
    if not medicines:
        return None
    answers = tuple(Answer(str(medicine.id), medicine.name, medicine.usual) for medicine in medicines)
    return Question("dose", "Did you take something just now?", answers)


def _symptom(name: str) -> Question:
    symptom = SYMPTOMS[name]
    return Question(name, symptom.ask, tuple(Answer(value, text) for value, text in symptom.values.items()))
