"""What the form of Today offers, in the order and words of that page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import ComplaintId, Position, RegionId, TechniqueId
from unclench.composer.types import Request
from unclench.web.accounts.models import Person
from unclench.web.today.painmap import said, spot_words
from unclench.web.today.wishes import (
    GIVER_NAMES,
    ME,
    MINUTES,
    NO_HANDS,
    PLACE_NAMES,
    POSITION_NAMES,
    SOFTER,
    SOMEBODY_NEW,
    FieldName,
    Form,
    spots_of,
)
from unclench.wording import capital

SHOWN_FIRST = 6
"""The other complaints stand behind "More"."""

NOTES: dict[ComplaintId, str] = {
    "tth_episodic": "Presses on both sides",
    "neck_pain": "Pulls when you turn",
    "stress": "Too much at once",
    "jaw_tension": "Clenched or tired",
    "posture": "After sitting long",
    "poor_sleep": "To settle for the night",
    "shoulder_pain": "An ache, no injury",
    "migraine_attack": "Throbs; light or sound hurts",
    "migraine_prodrome": "Yawning, stiff neck, cravings",
    "migraine_interictal": "No signs of an attack today",
    "migraine_postdrome": "Pain gone, tired and tender",
    "cervicogenic": "One side, starts in the neck",
    "tth_chronic": "15 or more days a month",
    "eye_strain": "After close work",
    "sinus_congestion": "From a cold or an allergy",
    "poor_concentration": "Foggy, restless",
}
"""Every complaint, those first that most people come with."""

REGION_GROUPS: tuple[tuple[str, tuple[RegionId, ...]], ...] = (
    (
        "Head",
        (
            "forehead",
            "temple",
            "scalp_temporal",
            "scalp_occipital",
            "scalp_vertex",
            "scalp_parietal",
            "scalp_frontal",
            "hairline_front",
            "mastoid",
            "ear",
        ),
    ),
    (
        "Face",
        (
            "jaw_masseter",
            "tmj",
            "periorbital",
            "brow",
            "glabella",
            "cheek_zygomatic",
            "cheek_buccal",
            "nose",
            "nasolabial",
            "perioral_chin",
        ),
    ),
    (
        "Neck",
        ("suboccipital", "nape", "c7_junction", "lateral_neck", "scm_region", "submandibular", "anterior_neck"),
    ),
    ("Shoulders and chest", ("shoulder_top", "suprascapular", "shoulder_point", "pectoral", "supraclavicular")),
    (
        "Back",
        (
            "interscapular",
            "scapular_border",
            "infrascapular",
            "paraspinal_upper_thoracic",
            "paraspinal_lower_thoracic",
            "paraspinal_lumbar",
            "sacral",
        ),
    ),
    (
        "Hands, legs, feet",
        ("hand_web", "hand_edge", "wrist_forearm", "lower_leg", "foot_sole", "foot_dorsum"),
    ),
)

GIVERS: tuple[tuple[str, str, str], ...] = (
    ("self", "My own", "Sitting or lying"),
    ("partner", "Somebody else’s", "They follow the voice"),
    ("professional", "A trained therapist’s", "Up to 45 minutes by hand"),
    (NO_HANDS, "No hands", "Breath, attention, rest"),
)
POSITIONS: tuple[Position, ...] = ("seated", "supine", "side", "prone", "standing")
CAPS: tuple[tuple[str, str], ...] = (
    ("", "As the rules allow"),
    ("2", "2 of 10: very light"),
    ("3", "3 of 10: light"),
    ("4", "4 of 10: light to moderate"),
    ("5", "5 of 10: moderate"),
)
OPTIONS: tuple[tuple[str, str], ...] = (
    ("deep", "I like it firm"),
    ("sore_thumbs", "Spare sore thumbs"),
    ("bedtime", "Before sleep"),
    ("hands_only", "Hands only, no guided attention"),
)
OIL_NAMES: tuple[tuple[str, str], ...] = (
    ("", "None"),
    ("plain", "Plain oil"),
    ("lavender", "Lavender"),
    ("peppermint", "Peppermint"),
    ("eucalyptus", "Eucalyptus"),
)
SIDES: tuple[tuple[str, str], ...] = (("", "No"), ("left", "Left"), ("right", "Right"))
WITH: tuple[TechniqueId, ...] = ("warm_compress", "cold_compress", "body_scan", "imagery")
WITHOUT: tuple[TechniqueId, ...] = (
    "scalp_circles",
    "ear_massage",
    "acupressure_hold",
    "cervical_arom",
    "pmr_face_neck",
)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    note: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class SpotChoice:
    """One side of a place, in the list of them."""

    key: str
    name: str
    said: str
    """As one says it: "left temple"."""
    level: str
    """What was chosen; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    id: RegionId
    name: str
    words: str
    """What it may be searched by."""
    said_both: str
    spots: tuple[SpotChoice, ...]


@dataclass(frozen=True, slots=True)
class RegionGroup:
    name: str
    rows: tuple[RegionRow, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class Offer:
    """The whole form, ready to be shown."""

    form: Form
    errors: dict[FieldName, str]
    complaints: tuple[Choice, ...]
    more_complaints: tuple[Choice, ...]
    minutes: tuple[Choice, ...]
    givers: tuple[Choice, ...]
    receivers: tuple[Choice, ...]
    places: tuple[Choice, ...]
    groups: tuple[RegionGroup, ...]
    said: str
    """Where it hurts, in words; empty where nobody said."""
    positions: tuple[Choice, ...]
    caps: tuple[Choice, ...]
    options: tuple[Choice, ...]
    wanted: tuple[Choice, ...]
    without: tuple[Choice, ...]
    oils: tuple[Choice, ...]
    sides: tuple[Choice, ...]
    softer: tuple[Choice, ...]


def offer(
    form: Form,
    errors: dict[FieldName, str],
    used: Sequence[ComplaintId],
    atlas: Atlas,
    receivers: Sequence[Person] = (),
) -> Offer:
    """`used`: the complaints of earlier sessions, one entry for each time."""
    shown, more = _complaints(form, used, atlas)
    minutes = sorted({*MINUTES, *([int(form.minutes)] if form.minutes.isdecimal() else [])})
    caps = CAPS if form.pressure_cap in dict(CAPS) else (*CAPS, (form.pressure_cap, f"{form.pressure_cap} of 10"))
    return Offer(
        form=form,
        errors=errors,
        complaints=shown,
        more_complaints=more,
        minutes=tuple(
            Choice(str(n), str(n), chosen=not form.minutes_other and form.minutes == str(n)) for n in minutes
        ),
        givers=tuple(Choice(value, name, note, form.giver == value) for value, name, note in GIVERS),
        receivers=tuple(
            Choice(value, name, chosen=form.receiver == value)
            for value, name in (
                (ME, "Me"),
                *((str(receiver.id), receiver.called) for receiver in receivers),
                (SOMEBODY_NEW, "Somebody new"),
            )
        ),
        places=(
            Choice("", "Not said", chosen=not form.place),
            *(Choice(place, name, chosen=form.place == place) for place, name in PLACE_NAMES.items()),
        ),
        groups=tuple(_group(name, regions, form, atlas) for name, regions in REGION_GROUPS),
        said=said(form.spots, atlas),
        positions=(
            Choice("", "Whichever is better", chosen=not form.position),
            *(Choice(name, POSITION_NAMES[name], chosen=form.position == name) for name in POSITIONS),
        ),
        caps=tuple(Choice(value, name, chosen=form.pressure_cap == value) for value, name in caps),
        options=tuple(Choice(value, name, chosen=value in form.options) for value, name in OPTIONS),
        wanted=_techniques(WITH, form.wanted, atlas),
        without=_techniques(WITHOUT, form.without, atlas),
        oils=tuple(Choice(value, name, chosen=form.oil == value) for value, name in OIL_NAMES),
        sides=tuple(Choice(value, name, chosen=form.side == value) for value, name in SIDES),
        softer=tuple(Choice(name, capital(name), chosen=name in form.softer) for name in SOFTER),
    )


def summary(request: Request, atlas: Atlas | None = None, *, called: str = "") -> str:
    """Tension headache, 10 min, own hands. `called`: the receiver, where it is another person."""
    known = (atlas or load_atlas()).complaints
    names = " and ".join(known[name].spoken for name in request.complaints if name in known)
    hands = "no hands" if request.mind_only else GIVER_NAMES[request.giver]
    whose = f", for {called}" if called else ""
    return f"{capital(names)}, {request.minutes} min, {hands}{whose}"


def _complaints(form: Form, used: Sequence[ComplaintId], atlas: Atlas) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The person's own most used first, then the others; what is chosen is never folded away."""
    times = Counter(used)
    order = sorted(NOTES, key=lambda name: -times[name])
    choices = [
        Choice(name, capital(atlas.complaints[name].spoken), NOTES[name], name in form.complaints) for name in order
    ]
    first = choices[:SHOWN_FIRST]
    rest = choices[SHOWN_FIRST:]
    return (*first, *(choice for choice in rest if choice.chosen)), tuple(c for c in rest if not c.chosen)


def _group(name: str, regions: Iterable[RegionId], form: Form, atlas: Atlas) -> RegionGroup:
    rows = tuple(_row(region, form, atlas) for region in regions)
    return RegionGroup(name, rows, sum(bool(spot.level) for row in rows for spot in row.spots))


def _row(region: RegionId, form: Form, atlas: Atlas) -> RegionRow:
    entry = atlas.regions[region]
    names = {"left": "Left", "midline": "Middle" if len(entry.sides) > 1 else "Here", "right": "Right"}
    return RegionRow(
        id=region,
        name=entry.name,
        words=" ".join((entry.name, *entry.aliases, entry.spoken)).lower(),
        said_both=spot_words(entry, "both"),
        spots=tuple(
            SpotChoice(spot.key, names[spot.side], spot_words(entry, spot.side), form.spots.get(spot, ""))
            for spot in spots_of(region, atlas)
        ),
    )


def _techniques(few: Sequence[TechniqueId], chosen: Sequence[str], atlas: Atlas) -> tuple[Choice, ...]:
    """The few that most may ask for, and whatever else is chosen already."""
    names = dict.fromkeys((*few, *chosen))
    return tuple(Choice(name, atlas.techniques[name].name, chosen=name in chosen) for name in names)
