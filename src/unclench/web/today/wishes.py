"""The form of Today: what was ticked and typed, and the request it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from django.core.exceptions import BadRequest
from django.http import QueryDict

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import GIVERS, PLACES, POSITIONS, ComplaintId, Giver, Place, Position, RegionId, Side
from unclench.composer.composing import LONGEST_MINUTES, POSITIONS_OF_PLACE, SHORTEST_MINUTES
from unclench.composer.one_side import on_side
from unclench.composer.types import OILS, Gentle, Oil, Pain, Request
from unclench.web.accounts.calling import NO_NAME

FieldName = Literal["complaints", "minutes", "receiver", "position", "techniques"]

NO_HANDS = "none"
"""Stands among the givers in the form: nobody touches anybody."""
ME = ""
"""Stands among the receivers in the form: the person themself."""
SOMEBODY_NEW = "new"
MINUTES = (5, 10, 15, 20, 30)
USUAL_MINUTES = 10
HIGHEST = 10
HURTS = "hurts"
"""In place of a number: it hurts, and nobody said how much."""
OPTIONS = ("deep", "sore_thumbs", "bedtime", "hands_only")
ONE_SIDES: tuple[Side, ...] = ("left", "right")
SOFTER: dict[str, tuple[RegionId, ...]] = {
    "head": ("scalp_frontal", "scalp_vertex", "scalp_parietal", "scalp_temporal", "scalp_occipital", "hairline_front"),
    "face": ("forehead", "temple", "jaw_masseter", "tmj", "cheek_zygomatic", "cheek_buccal"),
    "neck": ("nape", "suboccipital", "c7_junction", "lateral_neck"),
    "shoulders": ("shoulder_top", "shoulder_point", "suprascapular"),
    "back": ("interscapular", "scapular_border", "infrascapular", "paraspinal_upper_thoracic"),
}
"""Parts of the body as one names them, to be gone at more softly than is usual."""
NO_OIL_AT: tuple[Place, ...] = ("desk", "shower")
"""One is dressed, or the floor gets slippery."""
SLEEP: ComplaintId = "poor_sleep"
"""Comes with a session before sleep."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One side of a place on the body."""

    region: RegionId
    side: Side

    @property
    def key(self) -> str:
        """As it stands in the form."""
        return f"{self.region}.{self.side}"


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form: as typed, so that it can be shown again."""

    complaints: tuple[str, ...] = ()
    minutes: str = str(USUAL_MINUTES)
    minutes_other: str = ""
    giver: str = "self"
    receiver: str = ME
    """Who is massaged by other hands: the person themself, a receiver by id, or somebody new, `called` so."""
    called: str = ""
    place: str = ""
    position: str = ""
    spots: Mapping[Spot, str] = field(default_factory=dict)
    """Where it hurts, and how much: a number, or HURTS."""
    pressure_cap: str = ""
    options: frozenset[str] = frozenset()
    wanted: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    oil: str = ""
    side: str = ""
    """Where a complaint sits on one side."""
    softer: tuple[str, ...] = ()
    """Parts of the body to go more softly at."""

    @property
    def has_more(self) -> bool:
        """Whether anything stands in the part that is folded away."""
        wishes = (self.position, self.pressure_cap, self.options, self.wanted, self.without, self.oil, self.softer)
        return any(wishes)


def form_of(request: Request | None, receiver: str = ME) -> Form:
    """The wishes of last time as they stand in the form; without any, what most people want."""
    if request is None:
        return Form()
    options = {
        "deep": request.likes_deep,
        "sore_thumbs": request.sore_thumbs,
        "bedtime": request.bedtime and SLEEP not in request.complaints,
        "hands_only": request.hands_only,
    }
    return Form(
        complaints=request.complaints,
        minutes=str(request.minutes),
        giver=NO_HANDS if request.mind_only else request.giver,
        receiver=receiver,
        place=request.place or "",
        position=request.position or "",
        pressure_cap="" if request.pressure_cap == HIGHEST else str(request.pressure_cap),
        options=frozenset(name for name, on in options.items() if on),
        wanted=request.wanted,
        without=request.without,
        oil=request.oil or "",
        softer=tuple(name for name, regions in SOFTER.items() if _gentle(regions) <= set(request.gentler)),
    )


def read_form(posted: QueryDict, atlas: Atlas, receivers: Iterable[str] = ()) -> Form:
    """Raises BadRequest for what the form does not offer."""
    form = Form(
        complaints=tuple(dict.fromkeys(posted.getlist("complaint"))),
        minutes=posted.get("minutes", "") or "",
        minutes_other=(posted.get("minutes_other", "") or "").strip(),
        giver=posted.get("giver", "self") or "self",
        receiver=posted.get("receiver", ME) or ME,
        called=posted.get("called", "") or "",
        place=posted.get("place", "") or "",
        position=posted.get("position", "") or "",
        spots=dict(_spots(posted, atlas)),
        pressure_cap=posted.get("pressure_cap", "") or "",
        options=frozenset(posted.getlist("option")),
        wanted=tuple(dict.fromkeys(posted.getlist("wanted"))),
        without=tuple(dict.fromkeys(posted.getlist("without"))),
        oil=posted.get("oil", "") or "",
        side=posted.get("side", "") or "",
        softer=tuple(dict.fromkeys(posted.getlist("softer"))),
    )
    _require("oil", [form.oil], ("", *OILS))
    _require("side", [form.side], ("", *ONE_SIDES))
    _require("part of the body", form.softer, SOFTER)
    _require("complaint", form.complaints, atlas.complaints)
    _require("giver", [form.giver], (*GIVERS, NO_HANDS))
    _require("receiver", [form.receiver], (ME, SOMEBODY_NEW, *receivers))
    _require("place", [form.place], ("", *PLACES))
    _require("position", [form.position], ("", *POSITIONS))
    _require("level of pain", form.spots.values(), (HURTS, *map(str, range(HIGHEST + 1))))
    _require("pressure", [form.pressure_cap], ("", *map(str, range(HIGHEST + 1))))
    _require("option", form.options, OPTIONS)
    _require("technique", (*form.wanted, *form.without), (name for name in atlas.techniques if name != "rest"))
    return form


def receiver_of(form: Form) -> str:
    """Who is massaged. One's own hands, and none, are for oneself, whoever stands in the form."""
    return ME if form.giver in ("self", NO_HANDS) else form.receiver


def errors_of(form: Form) -> dict[FieldName, str]:
    """What stands in the way of a request, by field."""
    errors: dict[FieldName, str] = {}
    if not form.complaints:
        errors["complaints"] = "Choose at least one: it decides what is done."
    if _minutes(form) is None:
        errors["minutes"] = f"A whole number of minutes, from {SHORTEST_MINUTES} to {LONGEST_MINUTES}."
    if receiver_of(form) == SOMEBODY_NEW and not form.called.strip():
        errors["receiver"] = NO_NAME
    if set(form.wanted) & set(form.without):
        errors["techniques"] = "The same thing is wanted and left out: choose one of the two."
    place, position = _place(form), _position(form)
    if place and position and position not in POSITIONS_OF_PLACE[place]:
        errors["position"] = f"{POSITION_NAMES[position]} does not go with “{PLACE_NAMES[place].lower()}”."
    return errors


def request_of(form: Form) -> Request:
    """Only of a form without errors."""
    minutes = _minutes(form)
    if minutes is None or errors_of(form):
        raise ValueError("this form has errors")
    hands = form.giver != NO_HANDS
    side = next((side for side in ONE_SIDES if side == form.side), None)
    bedtime = "bedtime" in form.options or SLEEP in form.complaints
    return Request(
        complaints=form.complaints,
        minutes=minutes,
        giver=next((giver for giver in GIVERS if giver == form.giver), "self"),
        position=_position(form),
        place=_place(form),
        pains=on_side(pains_of(form.spots), side, form.complaints, load_atlas()),
        mind_only=not hands,
        hands_only=hands and "hands_only" in form.options,
        bedtime=bedtime,
        pressure_cap=int(form.pressure_cap) if form.pressure_cap else HIGHEST,
        likes_deep="deep" in form.options,
        sore_thumbs="sore_thumbs" in form.options,
        wanted=form.wanted,
        without=form.without,
        oil=_oil(form),
        gentler=tuple(Gentle(region) for name in SOFTER if hands and name in form.softer for region in SOFTER[name]),
    )


def spots_in(pains: Iterable[Pain]) -> tuple[Spot, ...]:
    """The sides that hurt, those of a pain on both one by one."""
    return tuple(
        Spot(pain.region, side)
        for pain in pains
        for side in (("left", "right") if pain.side == "both" else (pain.side,))
    )


def pains_of(spots: Mapping[Spot, str]) -> tuple[Pain, ...]:
    """Two sides that hurt alike are one pain; where nobody gave a number there is none."""
    pains: list[Pain] = []
    for spot, level in spots.items():
        pain = Pain(spot.region, None if level == HURTS else int(level), spot.side)
        other = replace(pain, side="left")
        if spot.side == "right" and other in pains:
            pains[pains.index(other)] = replace(pain, side="both")
        else:
            pains.append(pain)
    return tuple(pains)


PLACE_NAMES: dict[Place, str] = {
    "desk": "At a desk",
    "bed": "In bed",
    "shower": "In the shower",
    "salon": "In a salon chair",
    "table": "On a massage table",
    "mat": "On a mat",
}
POSITION_NAMES: dict[Position, str] = {
    "seated": "Sitting",
    "supine": "On the back",
    "prone": "Face down",
    "side": "On the side",
    "standing": "Standing",
}
GIVER_NAMES: dict[Giver, str] = {"self": "own hands", "partner": "a partner’s hands", "professional": "a therapist"}


def _spots(posted: QueryDict, atlas: Atlas) -> Iterable[tuple[Spot, str]]:
    """In the order of the atlas. A place left empty was looked at and left alone."""
    known = spots_by_key(atlas)
    given = [key.removeprefix("pain.") for key in posted if key.startswith("pain.")]
    _require("place on the body", given, known)
    return ((spot, level) for key, spot in known.items() if (level := posted.get(f"pain.{key}")))


def spots_of(region: RegionId, atlas: Atlas) -> tuple[Spot, ...]:
    return tuple(Spot(region, side) for side in atlas.regions[region].sides)


@cache
def spots_by_key(atlas: Atlas) -> Mapping[str, Spot]:
    """Every side of every place, in the order of the atlas."""
    return {spot.key: spot for region in atlas.regions for spot in spots_of(region, atlas)}


def _require(kind: str, given: Iterable[str], known: Iterable[str]) -> None:
    names = set(known)
    for name in given:
        if name not in names:
            raise BadRequest(f"No {kind} of this name is known. Nothing was changed.")


def _minutes(form: Form) -> int | None:
    """A number of one's own wins over the row."""
    text = form.minutes_other or form.minutes
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        return None
    return int(text) if SHORTEST_MINUTES <= int(text) <= LONGEST_MINUTES else None


def _oil(form: Form) -> Oil | None:
    """Where there are hands to use it and skin is bare; elsewhere it is not asked about either."""
    if form.giver == NO_HANDS or _place(form) in NO_OIL_AT:
        return None
    return next((oil for oil in OILS if oil == form.oil), None)


def _gentle(regions: Iterable[RegionId]) -> set[Gentle]:
    return {Gentle(region) for region in regions}


def _place(form: Form) -> Place | None:
    return next((place for place in PLACES if place == form.place), None)


def _position(form: Form) -> Position | None:
    return next((position for position in POSITIONS if position == form.position), None)
