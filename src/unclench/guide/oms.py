"""A session as an Open Massage Session 0.1: the open format, described in docs/format.

The file says what is done, and within which limits; it never holds the pain map, the name or the profile.
So reasons are the general ones of a step's role, and a limit that comes from the person is named
`personal_limit`, not by the rule that would tell of a condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from unclench.atlas import Atlas, Technique, load_atlas
from unclench.atlas.geometry import strokes_for
from unclench.atlas.types import Giver, RegionId, Spot
from unclench.composer.types import Request, SafetyNote, Session, Step
from unclench.guide.canonical import digest
from unclench.guide.lines import line, own_lines
from unclench.guide.score import MOVING_MS, breath_of
from unclench.guide.types import Cue, Say, Score, ScoreStep
from unclench.plain import to_plain

VERSION = "0.1"
LANDMARK_MODEL = "unclench-landmarks"
RAMP_MS = 4_000
ASYMMETRY = "asymmetry"
PERSONAL_LIMIT = "personal_limit"

Chosen = Literal["complaints", "limits"]
Json = dict[str, Any]

_CONTACT = {"whole_hand": "palms", "cloth": "tool", "ball": "tool"}
_TOOLS = ("cloth", "ball")


def to_oms(
    session: Session,
    score: Score,
    *,
    atlas: Atlas | None = None,
    outward: bool = False,
    chosen: frozenset[Chosen] = frozenset(),
) -> Json:
    """The session with its score as JSON data. The same two values give the same bytes, see canonical_json.

    `outward`: for leaving the machine. There is then no request digest, for so few requests are possible that
    it could be guessed, and no line that safety added for this person. Complaints, and the blocked regions
    and forbidden techniques, are in it only if `chosen`.
    """
    known = atlas if atlas is not None else load_atlas()
    if [step.id for step in session.steps] != [step.id for step in score.steps]:
        raise ValueError("The score is not of this session.")
    complaints = not outward or "complaints" in chosen
    data: Json = {
        "oms": VERSION,
        "lang": score.lang,
        "duration_ms": score.duration_ms,
        "request_digest": None if outward else request_digest(session.request),
        "giver": session.request.giver,
        "position": session.position,
        "place": session.place,
        "complaints": list(session.request.complaints) if complaints else [],
        "landmark_model": {"id": LANDMARK_MODEL, "version": session.provenance.atlas},
        "safety": _safety(session.safety, known, limits=not outward or "limits" in chosen),
        "phases": list(_phases(session, score, known, personal=not outward)),
        "provenance": {
            "composer": session.provenance.composer,
            "atlas": session.provenance.atlas,
            "seed": session.provenance.seed,
            "objective": session.certificate.objective,
            "bound": session.certificate.bound,
        },
    }
    return {"id": content_id(data), **data}


def content_id(data: Mapping[str, Any]) -> str:
    """The id that belongs to this content. Raises NotCanonicalError."""
    return "sha256:" + digest({key: value for key, value in data.items() if key != "id"})


def request_digest(request: Request) -> str:
    """Tells whether two sessions answer the same request, without telling the request."""
    return "sha256:" + digest(_without_fractions(to_plain(request)))


def _without_fractions(data: object) -> object:
    if isinstance(data, float):
        return repr(data)
    if isinstance(data, list):
        return [_without_fractions(item) for item in data]
    if isinstance(data, dict):
        return {key: _without_fractions(value) for key, value in data.items()}
    return data


def _safety(note: SafetyNote, atlas: Atlas, *, limits: bool) -> Json:
    return {
        # What a doctor should see is not in the file; that the session was adapted is.
        "verdict": "clear" if note.verdict == "clear" else "adapted",
        "pressure_cap": note.pressure_cap,
        "blocked_regions": list(_wholly_blocked(note, atlas)) if limits else [],
        "forbidden_techniques": sorted(note.forbidden_techniques) if limits else [],
        "stop_signs": [_text(line(name)) for name in own_lines() if name.startswith("stop_sign.")],
        "rule_set": note.rule_set,
    }


def _wholly_blocked(note: SafetyNote, atlas: Atlas) -> Iterator[RegionId]:
    """Regions of which no side may be touched. Where one is free, the steps' sides tell it."""
    blocked = set(note.blocked)
    for name in sorted({region for region, _ in blocked}):
        region = atlas.regions.get(name)
        if region is None or (name, "both") in blocked or all((name, side) in blocked for side in region.sides):
            yield name


def _phases(session: Session, score: Score, atlas: Atlas, *, personal: bool) -> Iterator[Json]:
    written = iter(score.steps)
    before: Step | None = None
    for phase in session.phases:
        steps = []
        for step in phase.steps:
            steps.append(_step(step, next(written), before, session.request.giver, atlas, personal=personal))
            before = step
        yield {"kind": phase.kind, "zone": phase.zone, "steps": steps}


def _step(step: Step, written: ScoreStep, before: Step | None, giver: Giver, atlas: Atlas, *, personal: bool) -> Json:
    technique = atlas.techniques[step.technique]
    return {
        "id": step.id,
        "start_ms": written.start_ms,
        "duration_ms": written.duration_ms,
        "technique": step.technique,
        "targets": list(_targets(step, atlas)),
        "side": step.side,
        "position": step.position,
        "hands": {
            "contact": _CONTACT.get(technique.contact, technique.contact),
            "tool": technique.contact if technique.contact in _TOOLS else None,
        },
        "geometry": list(_geometry(step, technique, giver)),
        "pressure": {"level": step.level, "ramp_ms": min(RAMP_MS, written.duration_ms) if step.level else 0},
        "cadence": {"strokes_per_min": technique.rate.strokes_per_min, "breath": _breath(step, technique)},
        "transition": {
            "ms": 0 if before is None else MOVING_MS,
            "from_position": step.position if before is None else before.position,
        },
        "cues": [_cue(cue, written) for cue in written.cues if personal or not _is_own(cue)],
        "why": {
            "role": step.why.role,
            "text": _text(line(f"why.{_purpose(step)}")),
            "marginal": step.why.marginal,
            "rules": list(_rules(step)),
            "evidence": list(step.why.evidence),
            "runner_up": step.why.runner_up,
        },
    }


def _purpose(step: Step) -> str:
    """Hands that were taken off while it played do no close work."""
    return "mind" if step.why.role in _HANDS and not step.contact else step.why.role


_HANDS = frozenset({"general", "specific", "flush"})


def _targets(step: Step, atlas: Atlas) -> Iterator[Json]:
    """What is touched: a row for each muscle in a region, the points with the first."""
    for region in step.contact:
        muscles = [name for name in step.muscles if region in atlas.muscles[name].regions]
        points = [name for name in step.points if region in atlas.points[name].regions]
        for number, muscle in enumerate(muscles or [None]):
            yield {"region": region, "muscle": muscle, "points": [] if number else points}


def _geometry(step: Step, technique: Technique, giver: Giver) -> Iterator[Json]:
    """The strokes of this step, in their order, between landmarks; empty where nothing is touched."""
    for stroke in strokes_for(technique, step.contact, giver, step.position) if step.contact else ():
        yield {
            "type": stroke.type,
            "points": [_spot(spot) for spot in stroke.points],
            "radius_mm": stroke.radius_mm or None,
            "direction": None if stroke.direction == "none" else stroke.direction,
            "side": step.side,
            "hand": stroke.hand,
            "hands": stroke.hands,
            "repeats": stroke.repeats,
        }


def _spot(spot: Spot) -> Json:
    offset = spot.offset
    return {
        "landmark": spot.landmark,
        "side": spot.side,
        # The canonical form has no fractions.
        "offset": None
        if offset is None
        else {
            "toward": offset.toward,
            "side": offset.side,
            "cun_tenths": round(offset.cun * 10),
            "way_percent": round(offset.fraction * 100),
        },
    }


def _breath(step: Step, technique: Technique) -> Json | None:
    breath = breath_of(step, technique.rate)
    return None if breath is None else {"in_ms": breath[0], "hold_ms": 0, "out_ms": breath[1]}


def _is_own(cue: Cue) -> bool:
    """A line from before or after the session: it may tell of a condition."""
    return cue.say is not None and cue.say.key.startswith("session.")


def _cue(cue: Cue, written: ScoreStep) -> Json:
    return {
        "at_ms": cue.at_ms,
        "anchor": cue.anchor,
        "kind": cue.kind,
        "say": None if cue.say is None else {**_text(cue.say), "args": dict(cue.say.args)},
        "caption": _caption(cue, written),
        "sound": cue.sound,
        "haptic": cue.haptic,
        "droppable": cue.droppable,
    }


def _caption(cue: Cue, written: ScoreStep) -> Json | None:
    """What is shown for a cue: its words; at the start of a step its name; for another sound, what sounds."""
    if cue.say is not None:
        return _text(cue.say)
    if cue.kind == "start":
        return {"key": f"technique.{written.technique}.name", "default": written.name}
    return None if cue.sound == "none" else _text(line(f"sound.{cue.sound}"))


def _rules(step: Step) -> Iterator[str]:
    """Rules of the house by name; what comes from the person only as such."""
    house = [rule for rule in step.why.binding if rule.startswith("g_")]
    yield from dict.fromkeys(house)
    if len(house) < len(step.why.binding):
        yield PERSONAL_LIMIT
    if step.asymmetric:
        yield ASYMMETRY


def _text(say: Say) -> Json:
    return {"key": say.key, "default": say.default}
