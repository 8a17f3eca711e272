"""What the attack page knows of the person without a network: medicines, what they try, the attack that lasts."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.web.accounts.models import Person
from unclench.web.diary import asking, course, episodes
from unclench.web.diary.models import Dose, EpisodeEvent
from unclench.web.moment import Moment
from unclench.web.today.locks import standing

MOST_THINGS = 10


@dataclass(frozen=True, slots=True)
class OwnMedicine:
    id: str
    name: str
    usual: str


@dataclass(frozen=True, slots=True)
class Rateable:
    """What was taken or tried, and not rated yet."""

    id: str
    words: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class OpenAttack:
    id: str
    began_ms: int
    unrated: tuple[Rateable, ...]


@dataclass(frozen=True, slots=True)
class Own:
    medicines: tuple[OwnMedicine, ...]
    """As they are asked for in an attack, the most used first."""
    things: tuple[str, ...]
    attack: OpenAttack | None
    emergency: bool
    """One stands: whoever opens the page is told to get help."""


def own_of(person: Person, moment: Moment) -> Own:
    return Own(
        tuple(
            OwnMedicine(str(medicine.id), medicine.name, medicine.usual)
            for medicine in course.medicines_to_take(person, moment)
        ),
        course.things_to_try(person, moment)[:MOST_THINGS],
        _attack_of(person, moment),
        standing(person) is not None,
    )


def _attack_of(person: Person, moment: Moment) -> OpenAttack | None:
    found = episodes.open_attack(person, moment)
    if found is None:
        return None
    unrated = asking.unrated(course.course_of(found))
    return OpenAttack(str(found.id), _ms(found.lived), tuple(_rateable(one) for one in unrated))


def _rateable(one: EpisodeEvent | Dose) -> Rateable:
    return Rateable(str(one.id), asking.name_of(one), _ms(one.lived))


def _ms(moment: Moment) -> int:
    return int(moment.at.timestamp() * 1_000)
