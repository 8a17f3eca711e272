"""Random requests for random people, composed, written out, and judged by the second transcription."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from tests.safety.campaign import Person, product, second
from tests.safety.second.judge import judge_session
from unclench.atlas import load_atlas
from unclench.atlas.types import PLACES, POSITIONS
from unclench.composer import NotClearedError, NothingFitsError, Pain, Request, compose
from unclench.composer.composing import POSITIONS_OF_PLACE
from unclench.guide.oms import to_oms
from unclench.guide.score import score


@dataclass
class Verdicts:
    """What came of the requests, and everything unsafe that was found."""

    outcomes: Counter[str] = field(default_factory=Counter)
    unsafe: list[tuple[Person, Request, list[str]]] = field(default_factory=list)

    def judge(self, person: Person, request: Request) -> None:
        """Compose for this person and let the second transcription judge the result."""
        try:
            session = compose(request, product(person, request.complaints))
        except NotClearedError as refusal:
            self.outcomes[refusal.kind] += 1
            return
        except NothingFitsError:
            self.outcomes["nothing fits"] += 1
            return
        self.outcomes["hands" if session.hands_on_s else "mind"] += 1
        written = to_oms(session, score(session))
        if found := judge_session(second(person), person.giver, written):
            self.unsafe.append((person, request, found))


def random_request(person: Person, rng: random.Random) -> Request:
    """Anything one may ask for, by this person's giver."""
    atlas = load_atlas()
    place = rng.choice([None, *PLACES])
    position = rng.choice([None, *(POSITIONS_OF_PLACE[place] if place else POSITIONS)])
    regions = rng.sample(sorted(atlas.regions), k=rng.randint(0, 3))
    return Request(
        complaints=tuple(rng.sample(sorted(atlas.complaints), k=rng.choice((1, 1, 1, 2, 3)))),
        minutes=rng.choice((3, 4, 5, 7, 10, 12, 15, 20, 30)),
        giver=person.giver,
        position=position,
        place=place,
        pains=tuple(Pain(region, rng.randint(0, 10), rng.choice(("left", "right", "both"))) for region in regions),
        mind_only=rng.random() < 0.1,
        bedtime=rng.random() < 0.1,
        pressure_cap=rng.choice((10, 10, 10, 5, 3, 1)),
        likes_deep=rng.random() < 0.2,
        sore_thumbs=rng.random() < 0.15,
    )
