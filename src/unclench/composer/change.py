"""Changes to a finished session: what to ask for instead, and what came of it in words.

Each change gives a new Request, to be composed like any other; what safety allows does not move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from unclench.atlas import Atlas
from unclench.atlas.types import RegionId, TechniqueId
from unclench.composer.limits import BEDTIME_LEVEL
from unclench.composer.telling import positions
from unclench.composer.types import Gentle, Request, Session, Spot, Step
from unclench.composer.words import pin_words
from unclench.names import NotKnownError, nearest_names
from unclench.wording import capital, listed

HIGHEST_LEVEL = 10
NOTABLE_S = 30
"""A place or a practice whose time changes by less is not spoken of."""
MOST_SENTENCES = 3
"""Of each kind; the largest changes first."""


def with_minutes(request: Request, minutes: int) -> Request:
    return replace(request, minutes=minutes)


def softer(session: Session) -> Request | None:
    """One level below the highest there is; None where no hands press, or they already only rest."""
    highest = highest_level(session)
    return replace(session.request, pressure_cap=highest - 1) if highest > 1 else None


def firmer(session: Session) -> Request | None:
    """The person's own limit one level up where it is what holds, else a liking for deep work; None where neither
    can change anything. The rules' own limits stay, so the new session may come out the same.
    """
    request, highest = session.request, highest_level(session)
    held_by_bedtime = request.bedtime and highest >= BEDTIME_LEVEL
    if not session.hands_on_s or held_by_bedtime:
        return None
    if highest >= request.pressure_cap and request.pressure_cap < HIGHEST_LEVEL:
        return replace(request, pressure_cap=request.pressure_cap + 1)
    return None if request.likes_deep else replace(request, likes_deep=True)


def without_step(session: Session, step_id: str) -> Request:
    """The technique of this step left out, wherever it was. Raises NotKnownError for a step that is not there, and
    ValueError for the rest, with which every session ends.
    """
    step = _step(session, step_id)
    if step.technique == "rest":
        raise ValueError("Rest cannot be left out: every session ends with it.")
    request = session.request
    return replace(
        request,
        without=tuple(dict.fromkeys((*request.without, step.technique))),
        wanted=tuple(technique for technique in request.wanted if technique != step.technique),
    )


def more_here(session: Session, step_id: str) -> Request:
    """More for the places of this step. Raises NotKnownError for a step that is not there, and ValueError for one
    that touches nothing.
    """
    step = _step(session, step_id)
    if not step.contact:
        raise ValueError("This step touches nothing, so there is no place to do more at.")
    request = session.request
    return replace(request, more=_joined(request.more, step.target), less=_without(request.less, step.target))


def less_here(session: Session, step_id: str) -> Request:
    """Less for the places of this step: no close work there, and no weight of their own. Raises as `more_here` does."""
    step, request = _touching(session, step_id), session.request
    return replace(
        request,
        less=_joined(request.less, step.target),
        more=_without(request.more, step.target),
        firmer=_without(request.firmer, step.target),
    )


def not_here(session: Session, step_id: str) -> Request:
    """The places of this step left untouched."""
    step, request = _touching(session, step_id), session.request
    return replace(
        request,
        not_here=_joined(request.not_here, step.target),
        more=_without(request.more, step.target),
        firmer=_without(request.firmer, step.target),
        pinned=tuple(spot for spot in request.pinned if spot.region not in step.target),
    )


def softer_here(session: Session, step_id: str) -> Request | None:
    """One level less on the places of this step; None where the hands only rest there."""
    step, request = _touching(session, step_id), session.request
    if step.level <= 1:
        return None
    others = tuple(entry for entry in request.gentler if entry.region not in step.target)
    return replace(
        request,
        gentler=(*others, *(Gentle(region, step.level - 1) for region in step.target)),
        firmer=_without(request.firmer, step.target),
    )


def firmer_here(session: Session, step_id: str) -> Request:
    """Firmer on the places of this step, as far as the rules allow; a wish for softer there is taken back."""
    step, request = _touching(session, step_id), session.request
    return replace(
        request,
        gentler=tuple(entry for entry in request.gentler if entry.region not in step.target),
        firmer=_joined(request.firmer, step.target),
        less=_without(request.less, step.target),
    )


def pin(session: Session, step_id: str) -> Request:
    """This step's technique stays at its place, whatever else changes. Raises ValueError for what is always there."""
    step = _step(session, step_id)
    if step.technique == "rest" or step.role in ("flush", "integration", "warmup"):
        raise ValueError("This part comes by itself: it opens or closes what stays.")
    return with_spot(session, _spot(step))


def with_spot(session: Session, spot: Spot) -> Request:
    """With this technique at this place, whatever else has to give way."""
    request = session.request
    return replace(
        request,
        pinned=tuple(dict.fromkeys((*request.pinned, spot))),
        without=tuple(technique for technique in request.without if technique != spot.technique),
        barred=tuple(entry for entry in request.barred if entry != spot),
    )


def is_pinned(session: Session, step: Step) -> bool:
    return any(spot.is_at(step.technique, step.contact) for spot in session.request.pinned)


def unpin(session: Session, step_id: str) -> Request:
    step = _step(session, step_id)
    held = {Spot(step.technique), *(Spot(step.technique, region) for region in step.contact)}
    return replace(session.request, pinned=tuple(spot for spot in session.request.pinned if spot not in held))


def swap(session: Session, step_id: str, technique: TechniqueId | None = None) -> Request:
    """Another technique in this step's place: the one named, or its runner-up. Raises ValueError if none is."""
    step, request = _step(session, step_id), session.request
    other = technique or step.why.runner_up
    if other is None:
        raise ValueError("Nothing else fits here today.")
    if other == step.technique:
        raise ValueError("That is what is there already.")
    old, spot = _spot(step), _spot(step)
    return replace(
        request,
        barred=tuple(dict.fromkeys((*request.barred, old))),
        pinned=tuple(dict.fromkeys((*(entry for entry in request.pinned if entry != old), Spot(other, spot.region)))),
        without=tuple(name for name in request.without if name != other),
    )


def _spot(step: Step) -> Spot:
    """The technique at the place that the step is there for."""
    return Spot(step.technique, step.why.target or (step.contact[0] if step.contact else None))


def _touching(session: Session, step_id: str) -> Step:
    step = _step(session, step_id)
    if not step.contact:
        raise ValueError("This step touches nothing, so there is no place to change.")
    return step


def _joined(have: tuple[RegionId, ...], added: tuple[RegionId, ...]) -> tuple[RegionId, ...]:
    return tuple(dict.fromkeys((*have, *added)))


def _without(have: tuple[RegionId, ...], gone: tuple[RegionId, ...]) -> tuple[RegionId, ...]:
    return tuple(region for region in have if region not in gone)


def _step(session: Session, step_id: str) -> Step:
    ids = [step.id for step in session.steps]
    if step_id not in ids:
        raise NotKnownError("step", step_id, nearest_names(step_id, ids))
    return session.steps[ids.index(step_id)]


def highest_level(session: Session) -> int:
    return max((step.level for step in session.steps if step.contact), default=0)


# What changed


def difference(before: Session, after: Session, atlas: Atlas) -> tuple[str, ...]:
    """What is different in `after`, in a few plain sentences; none where nothing worth saying is."""
    return (
        *_time_words(before, after),
        *_pressure_words(before, after),
        *_place_pressure_words(before, after, atlas),
        *_position_words(before, after),
        *_technique_words(before, after, atlas),
        *_place_words(before, after, atlas),
        *_kept_words(before, after, atlas),
        *(f"Not possible this time: {wish}." for wish in after.relaxed if wish not in before.relaxed),
    )


def _time_words(before: Session, after: Session) -> Iterator[str]:
    if after.minutes != before.minutes:
        yield f"{after.minutes} minutes instead of {before.minutes}."
    if bool(before.hands_on_s) != bool(after.hands_on_s):
        yield "With hands now." if after.hands_on_s else "Without hands now."


def _pressure_words(before: Session, after: Session) -> Iterator[str]:
    old, new = highest_level(before), highest_level(after)
    if not (before.hands_on_s and after.hands_on_s):
        return
    if new < old:
        yield f"Lighter: at most {new} of 10."
    elif new > old:
        yield f"Firmer: up to {new} of 10."


def _place_pressure_words(before: Session, after: Session, atlas: Atlas) -> Iterator[str]:
    """Where softer or firmer was asked for at one place, and came."""
    asked = dict.fromkeys(
        [*(entry.region for entry in after.request.gentler), *after.request.firmer]
        if (after.request.gentler, after.request.firmer) != (before.request.gentler, before.request.firmer)
        else []
    )
    for region in asked:
        old = max((step.level for step in before.steps if region in step.contact), default=0)
        new = max((step.level for step in after.steps if region in step.contact), default=0)
        if old and new and old != new:
            word = "Softer" if new < old else "Firmer"
            yield f"{word} on {atlas.regions[region].spoken}: {new} instead of {old}."


def _position_words(before: Session, after: Session) -> Iterator[str]:
    old, new = positions(before), positions(after)
    if old != new:
        yield f"{capital(new)} instead of {old}."


def _technique_words(before: Session, after: Session, atlas: Atlas) -> Iterator[str]:
    old, new = _places_of(before), _places_of(after)
    gone = {technique: old[technique] - new.get(technique, set()) for technique in old}
    come = {technique: new[technique] - old.get(technique, set()) for technique in new}
    for word, changed, others in (("is out", gone, new), ("is new", come, old)):
        sentences = [
            f"{_named(technique, places, atlas)} {word}."
            for technique, places in changed.items()
            if places or technique not in others
        ]
        yield from sentences[:MOST_SENTENCES]


def _kept_words(before: Session, after: Session, atlas: Atlas) -> Iterator[str]:
    old, new = before.request.pinned, after.request.pinned
    yield from (f"Kept from now on: {pin_words(spot, atlas)}." for spot in new if spot not in old)
    yield from (f"No longer kept: {pin_words(spot, atlas)}." for spot in old if spot not in new)


def _places_of(session: Session) -> dict[TechniqueId, set[RegionId]]:
    """Each technique in its order, with what it touches."""
    places: dict[TechniqueId, set[RegionId]] = {}
    for step in session.steps:
        places.setdefault(step.technique, set()).update(step.contact)
    return places


def _named(technique: TechniqueId, places: set[RegionId], atlas: Atlas) -> str:
    """The technique, and where: "Kneading on the top of the shoulder"."""
    name = atlas.techniques[technique].name
    ordered = [region.name.lower() for region in atlas.regions.values() if region.id in places]
    return f"{name} ({listed(ordered)})" if ordered else name


def _place_words(before: Session, after: Session, atlas: Atlas) -> Iterator[str]:
    """Seconds won and lost by places and by what is done without hands, the largest first, like changes together."""
    old, new = _seconds(before, atlas), _seconds(after, atlas)
    by_change: dict[int, list[str]] = {}
    for what in dict.fromkeys([*new, *old]):
        change_s = new[what] - old[what]
        if abs(change_s) >= NOTABLE_S and what in old and what in new:
            by_change.setdefault(change_s, []).append(what)
    for change_s in sorted(by_change, key=lambda seconds: (-abs(seconds), -seconds))[:MOST_SENTENCES]:
        more = "more" if change_s > 0 else "less"
        yield f"{_length(abs(change_s))} {more} {listed(by_change[change_s])}."


def _seconds(session: Session, atlas: Atlas) -> Counter[str]:
    """By place, as far as it is worked on, and by what needs no hands."""
    taken: Counter[str] = Counter()
    for step in session.steps:
        if step.zone:
            taken.update({f"on {atlas.regions[region].spoken}": step.duration_s for region in step.contact})
        elif not step.contact:
            taken[f"of {_in_sentence(atlas.techniques[step.technique].name)}"] += step.duration_s
    return taken


def _in_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def _length(seconds: int) -> str:
    """In minutes where they come out even, and to half a minute above one."""
    halves = round(seconds / NOTABLE_S)
    if seconds < 2 * NOTABLE_S or halves < 2:
        return f"{seconds} seconds"
    minutes, half = divmod(halves, 2)
    words = f"{minutes}½" if half else str(minutes)
    return f"{words} minute{'' if words == '1' else 's'}"
