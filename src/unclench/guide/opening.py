"""A session from outside, made one's own: first what it asks for, then what today allows of it.

Of the file nothing is taken but numbers and names that the atlas knows. No sentence of it is shown or spoken: words,
strokes and reasons are this program's, written anew. What the receiver's own safety check does not allow is taken out,
step by step, until the independent checker has nothing left to say; if too little remains, there is no session.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil
from typing import Any, cast

from unclench.atlas import Atlas
from unclench.atlas.types import Giver, Place, PointId, Position, RegionId, Side, Technique, TechniqueId
from unclench.composer.assemble import safety_note
from unclench.composer.check import check
from unclench.composer.composing import LONGEST_MINUTES, SHORTEST_MINUTES
from unclench.composer.limits import Limits
from unclench.composer.tuning import load_tuning
from unclench.composer.types import (
    Certificate,
    Layer,
    LeftOut,
    NotClearedError,
    NothingFitsError,
    Phase,
    Provenance,
    Reason,
    Refusal,
    Request,
    Role,
    Session,
    Sides,
    Step,
    ZoneId,
)
from unclench.composer.words import after_lines, before_lines, during_lines, phase_name
from unclench.guide.lines import line
from unclench.guide.oms import ASYMMETRY, PERSONAL_LIMIT
from unclench.guide.schema import piece
from unclench.guide.score import score
from unclench.guide.script import ScriptError
from unclench.guide.types import Density, DoesNotFitError
from unclench.guide.validate import Problem
from unclench.safety.rules import load_rules
from unclench.safety.types import Clearance

METHOD = "opened from a file"
DENSITIES: tuple[Density, ...] = ("full", "brief", "bells")
MOST_STEPS = 120

_LAYERS: tuple[Layer, ...] = ("breath", "scan", "imagery", "release")
_WHY_OUT: Mapping[str, str] = {
    "region": "this place is left alone today",
    "agreement": "the receiver has not agreed to this place",
    "technique": "this technique is not for today",
    "point": "this point is left out today",
    "pressure": "it would be firmer than today’s limit",
    "dose": "it would be longer than today’s limit",
    "position": "not in this position today",
    "mind": "practices of this kind are not for today",
    "hands": "no hands-on work today",
    "reach": "out of reach in this way",
    "giver": "not for these hands",
    "order": "it goes with something that was taken out",
}
_OTHERWISE = "it does not keep a rule of safety here"


@dataclass(frozen=True, slots=True)
class OfferedStep:
    role: Role
    zone: ZoneId | None
    technique: TechniqueId
    contact: tuple[RegionId, ...]
    points: tuple[PointId, ...]
    side: Side
    first_side: Side
    position: Position
    duration_s: int
    level: int
    layer: Layer | None
    marginal: int = 0
    runner_up: TechniqueId | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a file asks for, in this program's own names. It is no session yet: nobody has been asked anything."""

    id: str
    giver: Giver
    position: Position
    place: Place
    minutes: int
    steps: tuple[OfferedStep, ...]
    made_by: str
    seed: int
    objective: int
    bound: int

    @property
    def touches(self) -> bool:
        return any(step.contact for step in self.steps)


class NotOpenedError(ValueError):
    """The file is in order, and yet cannot be opened here: it asks for what is not known. Nothing of it is played."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{problem.where}: {problem.text}" for problem in problems))


# What it asks for


def offer_of(data: Mapping[str, Any], atlas: Atlas) -> Offer:
    """Of a session in order, see `reading.look`. Raises NotOpenedError."""
    rows = [
        (f"phases.{number}.steps.{place}", phase, step)
        for number, phase in enumerate(data["phases"])
        for place, step in enumerate(phase["steps"])
    ]
    problems = [problem for where, phase, step in rows for problem in _strangeness(where, phase, step, atlas)]
    if len(rows) > MOST_STEPS:
        problems.append(Problem("most_steps", "phases", f"at most {MOST_STEPS} steps are opened, not {len(rows)}"))
    if int(data["duration_ms"]) > LONGEST_MINUTES * 60_000:
        problems.append(Problem("longest", "duration_ms", f"at most {LONGEST_MINUTES} minutes are opened"))
    if problems:
        raise NotOpenedError(tuple(problems[:MOST_STEPS]))
    made = data["provenance"]
    return Offer(
        id=data["id"],
        giver=data["giver"],
        position=data["position"],
        place=data["place"],
        minutes=ceil(int(data["duration_ms"]) / 60_000),
        steps=tuple(_offered(phase, step, atlas) for _, phase, step in rows),
        made_by=made["composer"],
        seed=int(made["seed"]),
        objective=int(made["objective"]),
        bound=max(int(made["bound"]), int(made["objective"])),
    )


def _strangeness(where: str, phase: Mapping[str, Any], step: Mapping[str, Any], atlas: Atlas) -> Iterator[Problem]:
    """Everything in a step that this program does not know, and so cannot judge."""
    technique = atlas.techniques.get(step["technique"])
    if technique is None:
        name = piece(step["technique"])
        yield Problem("technique", f"{where}.technique", f"{name} is not known here, so it cannot be judged")
        return
    for number, target in enumerate(step["targets"]):
        inside = f"{where}.targets.{number}"
        if target["region"] not in technique.contact_regions:
            text = f"{technique.id} does not touch {piece(target['region'])}"
            yield Problem("region", f"{inside}.region", text)
        for point in target["points"]:
            if point not in technique.points:
                yield Problem("point", f"{inside}.points", f"{technique.id} does not use {piece(point)}")
    if not step["targets"] and technique.family in ("manual", "thermal"):
        yield Problem("region", f"{where}.targets", f"{technique.id} has to say what it touches")
    zones = {zone.id for zone in load_tuning().zone}
    if phase["zone"] is not None and phase["zone"] not in zones:
        yield Problem("zone", f"{where.rpartition('.steps')[0]}.zone", f"{piece(phase['zone'])} is not known here")
    if int(step["duration_ms"]) < 1_000:
        yield Problem("shortest", f"{where}.duration_ms", "a step takes at least a second")


def _offered(phase: Mapping[str, Any], step: Mapping[str, Any], atlas: Atlas) -> OfferedStep:
    technique = atlas.techniques[step["technique"]]
    contact = tuple(dict.fromkeys(target["region"] for target in step["targets"]))
    why, house = step["why"], load_rules().by_id
    side: Side = step["side"] if contact else "both" if technique.sides == "in_turn" else "none"
    return OfferedStep(
        role=why["role"],
        zone=phase["zone"],
        technique=technique.id,
        contact=contact,
        points=tuple(dict.fromkeys(point for target in step["targets"] for point in target["points"])),
        side=side,
        first_side=_first_side(step, technique, side),
        position=step["position"],
        duration_s=int(step["duration_ms"]) // 1_000,
        level=int(step["pressure"]["level"]) if contact else 0,
        layer=_layer(step) if contact else None,
        marginal=int(why["marginal"]),
        runner_up=why["runner_up"] if why["runner_up"] in atlas.techniques else None,
        rules=tuple(rule for rule in why["rules"] if rule == PERSONAL_LIMIT or (rule != ASYMMETRY and rule in house)),
    )


def _first_side(step: Mapping[str, Any], technique: Technique, side: Side) -> Side:
    """Which side the hands are on before they change; told by the line that says to which they go."""
    if _sides(technique, side) != "in_turn":
        return side
    said = {
        word
        for cue in step["cues"]
        if cue["kind"] == "switch_sides" and cue["say"]
        for word in (*cue["say"]["args"].values(), *cue["say"]["default"].lower().replace(".", " ").split())
    }
    return "right" if "left" in said and "right" not in said else "left"


def _layer(step: Mapping[str, Any]) -> Layer | None:
    keys = [cue["say"]["key"] for cue in step["cues"] if cue["say"]]
    names = ("guide.layer", "guide.layer_of_receiver")
    return next(
        (layer for layer in _LAYERS if any(key.startswith(f"{name}.{layer}.") for key in keys for name in names)), None
    )


def _sides(technique: Technique, side: Side) -> Sides:
    if side in ("left", "right"):
        return "one"
    return technique.sides if side == "both" else "none"


# What today allows of it


def request_for(offer: Offer, complaints: Sequence[str] = (), *, pressure_cap: int = 10) -> Request:
    """What the receiver is screened for: the hands and the time of the file, and complaints of their own."""
    return Request(
        tuple(complaints),
        offer.minutes,
        offer.giver,
        mind_only=not offer.touches,
        pressure_cap=pressure_cap,
        opened=offer.id,
    )


def opened(offer: Offer, request: Request, clearance: Clearance, atlas: Atlas) -> Session:
    """As much of it as this Clearance allows. Raises NotClearedError where there may be no session at all, and
    NothingFitsError where too little is left.
    """
    if clearance.verdict == "emergency":
        raise NotClearedError("No session: this may be an emergency.", "emergency")
    if clearance.crisis:
        raise NotClearedError("No session now: first, somebody to talk to.", "crisis")
    opening = _Opening(offer, request, clearance, atlas)
    session = opening.session()
    for density in DENSITIES:
        try:
            score(session, density=density, atlas=atlas)
        except (DoesNotFitError, ScriptError):
            raise NothingFitsError(
                "The words that have to be said do not fit into the steps of this file, so it is not opened."
            ) from None
    return session


class _Opening:
    def __init__(self, offer: Offer, request: Request, clearance: Clearance, atlas: Atlas) -> None:
        self._offer, self._request, self._clearance, self._atlas = offer, request, clearance, atlas
        self._limits = Limits(request, clearance, atlas)
        self._caps = {cap.region: cap.level for cap in clearance.caps}
        self._out: list[LeftOut] = []
        self._lowered = 0

    def session(self) -> Session:
        steps = [self._within_cap(step) for step in self._offer.steps]
        while True:
            made = self._made(steps)
            refusals = check(made, self._clearance, self._atlas)
            if not refusals:
                break
            steps = self._without(steps, made, refusals)
            self._check_enough(steps)
        self._check_enough(steps)
        return replace(made, left_out=tuple(self._out), relaxed=self._changes(made))

    def _changes(self, made: Session) -> tuple[str, ...]:
        """What is not as in the file, as wishes that could not be met."""
        del made
        return ("the pressure of the file; it is softer, within today’s limits",) if self._lowered else ()

    def _within_cap(self, step: OfferedStep) -> OfferedStep:
        """Softer where today's limit is lower, and the technique can be softer."""
        if not step.contact:
            return step
        technique = self._atlas.techniques[step.technique]
        caps = (self._caps.get(region, 0) for region in (*step.contact, *technique.needs_regions))
        level = min(step.level, self._request.pressure_cap, *caps)
        if level == step.level or level < technique.level_min:
            return step
        self._lowered += 1
        return replace(step, level=level, rules=tuple(dict.fromkeys((*step.rules, PERSONAL_LIMIT))))

    def _without(self, steps: list[OfferedStep], made: Session, refusals: tuple[Refusal, ...]) -> list[OfferedStep]:
        """Without what was refused. Where no one step is meant, the last work by hand goes, and it is asked again."""
        numbers = {step.id: number for number, step in enumerate(made.steps)}
        named = {number: refusal for refusal in reversed(refusals) if (number := numbers.get(refusal.step)) is not None}
        out = {number: refusal for number, refusal in named.items() if number < len(steps)}
        if not out:
            refusal = refusals[0]
            hands = [number for number, step in enumerate(steps) if step.contact and step.role != "warmup"]
            if refusal.rule != "dose" or not hands:
                raise NothingFitsError(f"This file cannot be opened here: {refusal.text}.")
            out = {hands[-1]: refusal}
        for number, refusal in sorted(out.items()):
            self._leave_out(made.steps[number], refusal)
        return [step for number, step in enumerate(steps) if number not in out]

    def _leave_out(self, step: Step, refusal: Refusal) -> None:
        name = self._atlas.techniques[step.technique].name
        places = ", ".join(self._atlas.regions[region].name.lower() for region in step.contact)
        self._out.append(LeftOut(f"{name} ({places})" if places else name, _WHY_OUT.get(refusal.rule, _OTHERWISE)))

    def _check_enough(self, steps: list[OfferedStep]) -> None:
        if self._offer.touches and not any(step.contact for step in steps):
            raise NothingFitsError("Today’s safety check leaves nothing of its work by hand, so it is not opened.")
        if sum(step.duration_s for step in steps) < SHORTEST_MINUTES * 60:
            raise NothingFitsError(
                f"Today’s safety check leaves less than {SHORTEST_MINUTES} minutes of it, so it is not opened."
            )

    def _made(self, offered: list[OfferedStep]) -> Session:
        steps = self._steps(offered)
        request, clearance, offer = self._request, self._clearance, self._offer
        minutes = sum(step.duration_s for step in steps) // 60
        shorter = f"{minutes} of its {request.minutes} minutes are for today." if minutes < request.minutes else ""
        return Session(
            request=request,
            minutes=minutes,
            shortened=shorter,
            relaxed=(),
            position=steps[0].position,
            place=offer.place,
            phases=self._phases(steps),
            safety=safety_note(request, clearance, self._atlas, self._limits),
            before=before_lines(clearance, steps, self._atlas, bedtime=request.bedtime),
            during=during_lines(clearance, steps, self._atlas),
            after=after_lines(clearance, steps, bedtime=request.bedtime),
            left_out=(),
            certificate=Certificate(offer.objective, offer.bound, False, METHOD, 1, 0),
            provenance=Provenance(offer.made_by, self._atlas.version, clearance.rule_set, offer.seed),
            hands_on_s=sum(step.duration_s for step in steps if step.contact),
        )

    def _steps(self, offered: list[OfferedStep]) -> list[Step]:
        """In time, and filled up to whole minutes with rest."""
        whole = [*offered]
        missing_s = -sum(step.duration_s for step in whole) % 60
        if missing_s or not whole:
            if whole and whole[-1].role == "rest":
                whole[-1] = replace(whole[-1], duration_s=whole[-1].duration_s + missing_s)
            else:
                position = whole[-1].position if whole else self._offer.position
                rest = OfferedStep("rest", None, "rest", (), (), "none", "none", position, missing_s or 60, 0, None)
                whole.append(rest)
        steps: list[Step] = []
        at_s = 0
        for number, step in enumerate(whole, start=1):
            steps.append(self._step(f"s{number:02}", at_s, step))
            at_s += step.duration_s
        return steps

    def _step(self, name: str, start_s: int, step: OfferedStep) -> Step:
        technique, muscles = self._atlas.techniques[step.technique], self._atlas.muscles
        touched = tuple(one for one in technique.muscles if set(muscles[one].regions) & set(step.contact))
        return Step(
            id=name,
            role=step.role,
            zone=step.zone,
            technique=step.technique,
            contact=step.contact,
            target=step.contact or technique.target_regions,
            muscles=touched if step.contact else technique.muscles,
            points=step.points,
            side=step.side,
            sides=_sides(technique, step.side),
            first_side=step.first_side,
            position=step.position,
            start_s=start_s,
            duration_s=step.duration_s,
            level=step.level,
            layer=self._layer(step),
            asymmetric=step.side in ("left", "right"),
            why=Reason(
                text=line(f"why.{step.role}").default,
                role=step.role,
                target=step.contact[0] if step.contact else None,
                weight=0,
                marginal=step.marginal,
                binding=step.rules,
                evidence=technique.evidence.sources,
                grade=technique.evidence.grade,
                runner_up=step.runner_up,
            ),
        )

    def _layer(self, step: OfferedStep) -> Layer | None:
        if step.layer == "breath" and self._clearance.mind != "none":
            return "breath"
        return step.layer if self._clearance.mind == "all" else None

    def _phases(self, steps: list[Step]) -> tuple[Phase, ...]:
        zones = {zone.id: zone.name for zone in load_tuning().zone}

        def name(first: Step) -> str:
            thermal = self._atlas.techniques[first.technique].family == "thermal"
            zone = zones.get(first.zone, "") if first.zone else ""
            return phase_name(first.role, zone, thermal=thermal, points=bool(first.points))

        return tuple(
            Phase(cast(Role, role), zone, name(own[0]), own)
            for (role, zone), group in groupby(steps, key=lambda step: (step.role, step.zone))
            for own in [tuple(group)]
        )
