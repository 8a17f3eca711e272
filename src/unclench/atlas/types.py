"""What the atlas holds. One frozen dataclass per kind of entry; ids are stable keys, sources go by id.

Units: pressure levels are whole numbers on the one scale from 0 (no touch) to 10, times are seconds, rates
are per minute. `read` says how far an entry's facts were seen in their source: `yes`, `partly` or `no` (from
memory or design); `basis` says the same of one field, more finely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RegionId = str
MuscleId = str
PointId = str
LandmarkId = str
SiteId = str
TechniqueId = str
ComplaintId = str
SourceId = str
ClaimId = str

Kind = Literal["regions", "muscles", "points", "landmarks", "techniques", "complaints", "sources"]
Giver = Literal["self", "partner", "professional"]
Position = Literal["seated", "supine", "prone", "side", "standing"]
Place = Literal["desk", "bed", "shower", "salon", "table", "mat"]
Side = Literal["left", "right", "both", "midline", "none"]
Read = Literal["yes", "partly", "no"]

# How a fact was seen: in the text itself; on the page of the WHO book; in a file that restates it; in part; in somebody
# else's account; not at all, as the editors' own cautious choice; not at all, from memory.
Basis = Literal["yes", "direct", "code", "partly", "secondary", "design", "no"]

# The side of a place, told from the side at work: the same side, the other one, both, or the middle of the body.
Relation = Literal["same", "other", "both", "midline"]

# Certainty that the effect exists, as graded for the claim behind it; "practice": tradition without a trial.
Grade = Literal["high", "moderate", "low", "very_low", "practice"]

GIVERS: tuple[Giver, ...] = ("self", "partner", "professional")
POSITIONS: tuple[Position, ...] = ("seated", "supine", "prone", "side", "standing")
SIDES: tuple[Side, ...] = ("left", "right", "both", "midline", "none")
PLACES: tuple[Place, ...] = ("desk", "bed", "shower", "salon", "table", "mat")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. `citation` is what one types into a library search."""

    id: SourceId
    citation: str
    read: Read
    url: str = ""


@dataclass(frozen=True, slots=True)
class Levels:
    """Highest pressure level (0 to 10): on oneself, by a partner, by a professional."""

    own: int
    partner: int
    professional: int

    def of(self, giver: Giver) -> int:
        return {"self": self.own, "partner": self.partner, "professional": self.professional}[giver]


@dataclass(frozen=True, slots=True)
class Region:
    """A named part of the body's surface."""

    id: RegionId
    name: str
    spoken: str
    """As said inside a sentence: "the base of your skull"."""
    latin: str
    laterality: Literal["midline", "bilateral", "midline_and_bilateral"]
    where: str
    safety_region: str
    """The coarser region that the safety rules speak of; exactly one for each region."""
    neighbours: tuple[RegionId, ...]
    """Regions that touch it or nearly so, symmetric; used where a rule keeps a distance from a wound."""
    self_reach: Literal["easy", "moderate", "hard", "none"]
    access: Literal["open", "care", "light_only", "keep_out"]
    max_level: Levels
    aliases: tuple[str, ...]
    sources: tuple[SourceId, ...]
    read: Read
    note: str = ""

    @property
    def sides(self) -> tuple[Side, ...]:
        """The parts it falls into: left, midline, right, as far as it has them."""
        if self.laterality == "midline":
            return ("midline",)
        if self.laterality == "bilateral":
            return ("left", "right")
        return ("left", "midline", "right")


@dataclass(frozen=True, slots=True)
class Offset:
    """A step from a landmark toward another one: so many cun, or that fraction of the way."""

    toward: LandmarkId
    side: Literal["own", "other", "midline"] = "own"
    cun: float = 0.0
    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the skin, told from a landmark. `side` is told from the side at work."""

    landmark: LandmarkId
    side: Literal["own", "other", "midline"] = "own"
    offset: Offset | None = None


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What a muscle ties together, what it does, and the nerve that moves it."""

    origin: str
    insertion: str
    action: str
    nerve: str
    basis: Basis
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the surface to which a muscle's trigger points are said to send pain.

    `side` is told from the muscle's own side. `main`: named as a place of the pain; `spill`: passed on the way, named
    as rarer, or only when it is strong. `sites`: the trigger points that send it there; empty means any of them.
    """

    region: RegionId
    side: Relation
    strength: Literal["main", "spill"]
    sites: tuple[SiteId, ...] = ()


@dataclass(frozen=True, slots=True)
class Referral:
    """Where a muscle's trigger points are said to send pain: in one sentence, and as zones on the surface.

    `beyond` names what no region of the atlas holds: teeth, the inside of the ear, the arm.
    """

    text: str
    zones: tuple[Zone, ...]
    beyond: tuple[str, ...]
    basis: Basis
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A place in a muscle where trigger points are often felt: where to begin feeling, for touch decides.

    Written from memory of the books and from practice, which is what `basis` says unless somebody has looked it up.
    """

    id: SiteId
    where: str
    region: RegionId
    spot: Spot
    basis: Basis = "no"


@dataclass(frozen=True, slots=True)
class Care:
    """What lies in the way, and who may press.

    `press`: `self`, oneself and those whom oneself may; `professional`, trained hands alone, without guidance from
    here; `never`, guided for nobody. `why` gives the reason for the last two.
    """

    press: Literal["self", "professional", "never"]
    structures: tuple[str, ...]
    basis: Basis
    sources: tuple[SourceId, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Muscle:
    id: MuscleId
    name: str
    latin: str
    regions: tuple[RegionId, ...]
    access: Literal["palpable", "on_bone", "edge_only", "light_only", "pincer_only", "inside_mouth", "professional"]
    """How a finger gets there, as the books have it; `care.press` says whether it should."""
    anatomy: Anatomy
    care: Care
    referral: Referral
    sites: tuple[Site, ...]
    sources: tuple[SourceId, ...]
    read: Read
    fma: str = ""
    """Its number in the Foundational Model of Anatomy, where one was seen."""
    note: str = ""
    aliases: tuple[str, ...] = ()
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the effect of a technique or point, in one honest sentence with its grade and sources.

    `claims`: the entries of the room `evidence` that the sentence belongs to; that room checks that they exist.
    """

    grade: Grade
    text: str
    sources: tuple[SourceId, ...]
    claims: tuple[ClaimId, ...] = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """How a point is pressed: from and to, in seconds, times, and levels of pressure."""

    motion: Literal["press", "press_or_circle", "light", "press_or_band"]
    hold_s: tuple[int, int]
    repeats: tuple[int, int]
    level: tuple[int, int]
    basis: Basis
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """An acupressure point by its WHO code. `where` finds it with a fingertip, `cun` says the same in body inches."""

    id: PointId
    name: str
    pinyin: str
    channel: str
    regions: tuple[RegionId, ...]
    laterality: Literal["midline", "bilateral"]
    where: str
    cun: str
    muscles: tuple[MuscleId, ...]
    """Those that lie under it, outermost first."""
    self_reach: bool
    cautions: tuple[str, ...]
    tags: tuple[str, ...]
    located: Basis
    """How its place was seen."""
    named: Basis
    """How its name was seen."""
    evidence: Evidence
    sources: tuple[SourceId, ...]
    read: Read
    dose: Dose | None = None
    """None where nobody presses it."""
    aliases: tuple[str, ...] = ()

    @property
    def guided(self) -> bool:
        """Whether a session may ever lead a finger there."""
        return not {"forbidden", "never_guided"} & set(self.tags)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A spot one can feel or see, from which strokes and points are measured. The figure knows where."""

    id: LandmarkId
    name: str
    regions: tuple[RegionId, ...]
    laterality: Literal["midline", "bilateral"]
    where: str
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One way in which a hand moves in a technique, on the side at work. Lengths are millimetres on the skin.

    * `point`: short presses or taps, at each spot in turn. `hold`: pressed and kept still, at each spot in turn.
    * `line`: along the spots, straight from one to the next; `spline`: along them in a smooth curve.
    * `circle`: round the first spot; with several, round each in turn. `radius_mm` is the circle's.
    * `zigzag`: kneading along the spots, `radius_mm` to either side.
    * `area`: covered by a cloth or a resting hand, `radius_mm` to either side of the line through the spots.

    A stroke is played only where every one of its `regions` is touched, for it may pass over each of them.
    """

    what: str
    """What one sees, in a few words: "Circles along the hairline"."""
    type: Literal["point", "line", "spline", "circle", "zigzag", "hold", "area"]
    points: tuple[Spot, ...]
    regions: tuple[RegionId, ...]
    hand: Literal["fingertips", "thumb", "palm", "grip", "knuckles", "whole"]
    hands: Literal["one", "both", "alternating"]
    """`both`: at the same time, one on each side (in the middle, one beside the other); `alternating`: in turn."""
    radius_mm: int = 0
    direction: Literal["none", "forward", "back", "alternate", "cw", "ccw"] = "none"
    """Along the spots, after which the hand floats back; or round them, as seen by one who looks at the left side of
    the body, and its mirror image on the right. `alternate`: half of the repeats one way (circles: `cw`) and then half
    the other."""
    repeats: int = 1
    """How often before the hand moves on: at each spot for presses, circles and holds, else along the whole way."""
    strokes_per_min: int = 0
    """Its own pace, where it is not the technique's."""
    hold_s: int = 0
    """How long a hand rests; 0: as the technique's rate says, or as long as the step lasts."""
    anchor: Spot | None = None
    """Where another part of the same hand rests meanwhile."""
    across: bool = False
    """On oneself: the hand of the other side reaches over."""
    stand_in: bool = False
    """A short form for a step that touches too little for the whole one: left out wherever a stroke that takes in all
    of its regions and more is played."""
    givers: tuple[Giver, ...] = ()
    """Empty: everyone who gives the technique."""
    positions: tuple[Position, ...] = ()
    """Of the person who receives it; empty: all."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How the body itself moves: a stretch, a nod, a shrug, a face that tightens. Never to the end of its range.

    `degrees` for what turns or tilts; the rest has none. `toward` is told from the side at work; `both` goes right and
    then left.
    """

    what: str
    part: Literal["head", "brows", "eyes", "jaw", "shoulders", "blades", "trunk"]
    move: Literal["turn", "tilt", "nod", "bend", "lift", "draw", "press", "tighten", "step"]
    toward: Literal["own", "other", "both", "forward", "back", "up", "down", "in"]
    out_s: int
    hold_s: int
    back_s: int
    """The way back, with the rest that follows."""
    degrees: int = 0
    repeats: int = 1
    at_once_with_next: bool = False
    """One pose with the next movement: both are taken up before either is held."""
    givers: tuple[Giver, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """How often hand or breath moves: strokes (or circles, squeezes) per minute, or seconds on and off."""

    strokes_per_min: int = 0
    on_s: int = 0
    off_s: int = 0
    breath_in_s: int = 0
    breath_out_s: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One spoken instruction: a single sentence to the second person, twelve words or so.

    `regions`: spoken only if one of these is touched in the step; empty means always. `positions` and
    `givers` likewise. `needs`: spoken only if all of these are touched, for a line that leads from one place to
    another. `sides`: spoken only where both sides are worked, or only where one is left alone; a step at the
    middle counts as both. `vital`: what the hands do, where, or where the limit is; said before what merely
    accompanies, and on the first side. The text may hold `{places}` (the regions at work, as one says them), `{side}`
    ("left", "right") and `{other}`, the opposite of it.
    """

    text: str
    regions: tuple[RegionId, ...] = ()
    positions: tuple[Position, ...] = ()
    givers: tuple[Giver, ...] = ()
    needs: tuple[RegionId, ...] = ()
    sides: Literal["any", "both", "one"] = "any"
    vital: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """What the voice says in a step, in order.

    `start` (what, where, how hard) is said in every dose, so it must fit the shortest. `more` follows as time
    allows, each line at its share of the step, but vital ones early. `switch` is said when the hands change sides,
    and after it again what names the other side; `pressure_check` in close work, a vital one in all work.
    """

    start: tuple[Line, ...]
    more: tuple[Line, ...] = ()
    switch: Line | None = None
    pressure_check: Line | None = None


@dataclass(frozen=True, slots=True)
class Technique:
    """A stroke, hold, compress, stretch or practice of the mind."""

    id: TechniqueId
    name: str
    family: Literal["manual", "thermal", "stretch", "movement", "mind"]
    summary: str
    """One sentence: what it is."""
    safety_classes: tuple[str, ...]
    """Every class of the safety rules that it falls under; a rule against any of them forbids it."""
    givers: tuple[Giver, ...]
    positions: dict[Giver, tuple[Position, ...]]
    """By giver, the positions of the person who receives it."""
    places: tuple[Place, ...]
    contact_regions: tuple[RegionId, ...]
    """What may be touched. Blocks and caps act on these. A step touches those that lie in its zone."""
    needs_regions: tuple[RegionId, ...]
    """Touched whenever the technique is used (an anchoring thumb): one of them blocked, and it is out."""
    target_regions: tuple[RegionId, ...]
    """What it is meant for."""
    muscles: tuple[MuscleId, ...]
    points: tuple[PointId, ...]
    landmarks: tuple[LandmarkId, ...]
    contact: Literal["fingertips", "thumbs", "palms", "knuckles", "heels", "whole_hand", "cloth", "ball", "none"]
    motion: Literal["still", "glide", "circle", "knead", "stretch", "move", "none"]
    sides: Literal["together", "in_turn", "none"]
    """How a bilateral region is worked: both hands at once, one side after the other, or it has no sides."""
    level_min: int
    level_max: int
    rate: Rate
    doses_s: tuple[int, int, int]
    """Step lengths [short, normal, long] in seconds, multiples of 10; both sides together."""
    hold_s: int
    """Longest unbroken still pressure on one spot in the normal way of doing it; 0 for moving strokes."""
    head_weight: bool
    """The head's own weight is the pressure: the longer limit for holds applies."""
    scripts: dict[Giver, Script]
    feel: str
    stop_if: tuple[str, ...]
    cautions: tuple[str, ...]
    evidence: Evidence
    sources: tuple[SourceId, ...]
    read: Read
    aliases: tuple[str, ...] = ()
    geometry: tuple[Stroke, ...] = ()
    """The strokes in the order in which the script moves; none where no hand touches."""
    movements: tuple[Movement, ...] = ()
    """How the body moves; none where it lies or sits still."""
    stillness: Literal["", "breathing"] = ""
    """`breathing`: nothing to show but a figure that breathes. Empty wherever a stroke or a movement is shown."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A reason to sit down with the app. `regions` and `techniques` are listed most fitting first."""

    id: ComplaintId
    name: str
    spoken: str
    definition: str
    goals: tuple[str, ...]
    regions: tuple[RegionId, ...]
    techniques: tuple[TechniqueId, ...]
    mind: tuple[TechniqueId, ...]
    points: tuple[PointId, ...]
    avoid: tuple[str, ...]
    avoid_techniques: tuple[TechniqueId, ...]
    """Techniques, and nothing but techniques, that do not belong in a session for this complaint."""
    max_level: int
    """Highest sensible pressure for it; 10 where the region's own limit is enough."""
    implies: tuple[str, ...]
    """Safety variables that are true by choosing it, such as `headache_now`."""
    rationale: str
    refer_when: str
    sources: tuple[SourceId, ...]
    read: Read
    aliases: tuple[str, ...] = ()
    claims: tuple[ClaimId, ...] = ()
    """What the rationale says of an effect belongs to these entries of the room `evidence`."""
