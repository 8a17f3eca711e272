"""The composer's sentences: phase names, reasons, what to do before and after. No effect is promised here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from unclench.atlas import Atlas
from unclench.atlas.types import Region, RegionId, Technique
from unclench.composer.types import Belief, Oil, Pain, Request, Role, Spot, Step
from unclench.safety.rules import load_rules
from unclench.safety.types import Clearance, Moment, RuleId

_FACE = frozenset(
    {
        "brow",
        "periorbital",
        "nose",
        "nasolabial",
        "cheek_zygomatic",
        "cheek_buccal",
        "forehead",
        "temple",
        "glabella",
    }
)

FIRM_LEVEL = 5

_OIL_LINES = {
    "plain": "Warm a teaspoon of plain oil in the hands, for the long strokes on neck, shoulders and back.",
    "scented": "Keep the oil to the long strokes on shoulders and back; wash the hands before they go to the face.",
}

_PHASES: dict[Role, str] = {
    "warmup": "Arrive",
    "general": "Wide strokes",
    "specific": "Close work",
    "flush": "Smooth out",
    "movement": "Move",
    "mind": "Quiet attention",
    "integration": "Slow down",
    "rest": "Rest",
}

_STROKING = ("glide", "circle", "knead")

_ROLE_REASONS: dict[Role, str] = {
    "warmup": "Light and slow first, so that nothing firmer comes as a surprise.",
    "general": "Wide strokes over the whole place come before anything local.",
    "flush": "Closes this place with easy, wide strokes before moving on.",
    "movement": "Slow movement of your own, well inside what is comfortable.",
    "mind": "Attention needs no hands, and carries on what they began.",
    "integration": "Slows everything down before the end.",
    "rest": "Nothing to do: time to notice how it feels now.",
}


def phase_name(role: Role, zone: str, *, thermal: bool = False, points: bool = False) -> str:
    if not zone:
        return _PHASES[role]
    opens = role == "general"
    return f"{zone}: {'cold' if opens and thermal else 'points' if opens and points else _PHASES[role].lower()}"


def place_reason(
    role: Role,
    target: RegionId | None,
    request: Request,
    atlas: Atlas,
    technique: Technique,
    *,
    touches: bool,
    points: bool,
) -> str:
    """Why this part of the session, at this place."""
    if role == "warmup" and not touches:
        return "Arrive with a few slow breaths before anything else begins."
    if role == "warmup" and technique.family == "thermal":
        return "Warmth first: hands then find warm muscle. Take it off if it is too much."
    if role == "general" and technique.family == "thermal":
        return "Cold, if it feels good; take it off when it does not."
    if role in ("mind", "movement") and (wish := _wished(technique, request, atlas)):
        return wish
    if role == "mind" and request.mind_only:
        return "Attention alone; no hands are needed."
    if target is None or role not in ("general", "specific"):
        return _ROLE_REASONS[role]
    region = atlas.regions[target]
    pains = [pain for pain in request.pains if pain.region == target and pain.level != 0]
    complaints = [atlas.complaints[complaint] for complaint in request.complaints]
    named = next((complaint for complaint in complaints if target in complaint.regions), None)
    if role == "general" and not points:
        if technique.motion not in _STROKING or technique.hold_s:
            return "The whole place comes before single spots."
        return "Wide strokes before anything local." if pains or named else _ROLE_REASONS[role]
    if any(pain.named for pain in pains):
        return _pain_reason(region, pains)
    if named:
        where = f"{region.spoken.capitalize()}{_on_one_side(pains)}"
        return f"{where}: one of the places that go with {named.spoken}."
    return "" if target in request.more else f"Rounds off the work near {region.spoken}."


def _wished(technique: Technique, request: Request, atlas: Atlas) -> str:
    """That somebody asked for this practice: the person, or the complaint."""
    if technique.id in request.wanted:
        return "You asked for it."
    complaints = [atlas.complaints[name] for name in request.complaints]
    named = [entry.spoken for entry in complaints if technique.id in (*entry.mind, *entry.techniques)]
    return f"One of the practices that go with {named[0]}." if named else ""


def _pain_reason(region: Region, pains: Collection[Pain]) -> str:
    """By the worst number that was given there; where none was, that it was named."""
    levels = [pain.level for pain in pains if pain.level is not None]
    side = _on_one_side(pains)
    if not levels:
        return f"You named {region.spoken}{side} as a place that hurts."
    return f"You gave {region.spoken}{side} {'up to ' if len(set(levels)) > 1 else ''}{max(levels)} of 10."


def _on_one_side(pains: Collection[Pain]) -> str:
    sides = {pain.side for pain in pains}
    return f" ({sides.pop()})" if len(sides) == 1 and sides <= {"left", "right"} else ""


def more_reason(role: Role, contact: Collection[RegionId], request: Request) -> str:
    """That it answers a wish for more of this place; the opening and the close of a session answer none."""
    asked = role in ("general", "specific") and not set(request.more).isdisjoint(contact)
    return "You asked for more here." if asked else ""


def no_more_wish(region: RegionId, atlas: Atlas) -> str:
    """A wish for more that could not be met, as one names what is not possible this time."""
    return f"more for {atlas.regions[region].spoken}"


def pin_words(spot: Spot, atlas: Atlas) -> str:
    """A technique that was to stay and cannot, as one names what is not possible this time."""
    name = atlas.techniques[spot.technique].name.lower()
    return f"{name} on {atlas.regions[spot.region].spoken}" if spot.region else name


OF_OILS = "essential_oils"
"""The group of the rules about them."""


def oil_words(oil: Oil) -> str:
    return "plain oil" if oil == "plain" else f"{oil} oil"


def no_hands_there(region: RegionId, atlas: Atlas) -> str:
    """A place that hurts and is not touched, as one names what is not possible this time."""
    return f"hands on {atlas.regions[region].spoken}"


def belief_reason(belief: Belief | None) -> str:
    if belief is None or belief.factor == 1:
        return ""
    if not belief.entries:
        return f"Weighed {'higher' if belief.factor > 1 else 'lower'} than usual, from what you said of it."
    return f"Your diary speaks {'for' if belief.factor > 1 else 'against'} it ({belief.entries} entries)."


def limit_reason(level: int, binding: tuple[RuleId, ...], clearance: Clearance) -> str:
    """What holds the pressure down, if it is something about this person and not the usual limit of the place."""
    names = {finding.rule: finding.name for finding in clearance.findings if not finding.everyone}
    named = [names[rule] for rule in binding if rule in names]
    if named:
        return f"Held to level {level}: {'; '.join(named)}."
    if clearance.first_session and binding:
        return f"Held to level {level}: the first session goes a step lighter."
    return ""


def before_lines(clearance: Clearance, steps: Sequence[Step], atlas: Atlas, *, bedtime: bool) -> tuple[str, ...]:
    """What to see to before the first sound. Before sleep also what holds for the days after: later nobody is awake."""
    touched = {region for step in steps for region in step.contact}
    lines = ["Have a glass of water within reach."]
    if any(step.position == "standing" for step in steps):
        own_place = "Stand where you cannot slip, with something to hold within reach; keep your eyes open."
        lines = [own_place, *lines] if any(step.position != "standing" for step in steps) else [own_place]
    upper = [step.side for step in steps if step.position == "side" and step.contact and not step.asymmetric]
    if upper:
        lying = "left" if upper[0] == "right" else "right"
        lines.append(f"Lie on the {lying} side first, a pillow under the head and one between the knees.")
        lines.append("Halfway you turn once, and the other side gets the same.")
    if len({step.position for step in steps}) > 1:
        lines.append("The position changes once: have both places ready, and pillows within reach.")
    if touched:
        lines.append("Take off glasses, earrings and necklaces; wash and warm your hands.")
    if oils := {step.oil for step in steps if step.oil}:
        lines.append(_OIL_LINES["plain" if oils == {"plain"} else "scented"])
    if any(step.technique == "ball_wall" for step in steps):
        lines.append("Have a soft ball and a free wall ready; wear shoes or bare feet, not socks.")
    if touched & _FACE:
        lines.append("If you wear contact lenses, take them out.")
    own = _own_lines(clearance, "before", _classes(steps, atlas), oil=bool(oils))
    later = _later_lines(clearance, steps) if bedtime else []
    return tuple(dict.fromkeys([*own, *lines, *later]))


def during_lines(clearance: Clearance, steps: Sequence[Step], atlas: Atlas) -> tuple[str, ...]:
    """What to keep in mind while hands are at work."""
    if not any(step.contact for step in steps):
        return ()
    oil = any(step.oil for step in steps)
    return tuple(dict.fromkeys(_own_lines(clearance, "during", _classes(steps, atlas), oil=oil)))


def _classes(steps: Sequence[Step], atlas: Atlas) -> set[str]:
    return {name for step in steps for name in atlas.techniques[step.technique].safety_classes}


def _own_lines(clearance: Clearance, moment: Moment, classes: Collection[str], *, oil: bool) -> list[str]:
    """Lines of the rules that apply to this person, or to a technique in the session. What holds for everyone is built
    into every session and script already; how an oil is mixed and used is said where there is one.
    """
    for_everyone = {finding.rule for finding in clearance.findings if finding.everyone}
    if not oil:
        for_everyone |= {rule.id for rule in load_rules().rules if rule.group == OF_OILS}
    return [
        line.text
        for line in clearance.lines
        if line.moment == moment
        and (line.technique_class in classes if line.technique_class else line.rule not in for_everyone)
    ]


def after_lines(clearance: Clearance, steps: Sequence[Step], *, bedtime: bool) -> tuple[str, ...]:
    """What to do when it is over."""
    return tuple(dict.fromkeys([*_closing(steps, bedtime), *_later_lines(clearance, steps)]))


def _later_lines(clearance: Clearance, steps: Sequence[Step]) -> list[str]:
    """What to keep in mind in the days after."""
    lines = []
    if any(step.contact for step in steps):
        lines.append(
            "In the next days, get help at once for new severe head or neck pain, dizziness, weakness, numbness, "
            "or trouble seeing or speaking."
        )
    if any(step.level >= FIRM_LEVEL for step in steps):
        lines.append("Let a place that was worked firmly, at level 5 or more, rest for a day.")
    return [*lines, *_own_lines(clearance, "after", (), oil=any(step.oil for step in steps))]


def _closing(steps: Sequence[Step], bedtime: bool) -> tuple[str, ...]:
    if steps and steps[-1].position == "standing":
        return ("Stand still for two easy breaths before you move.", "Drink some water if you are thirsty.")
    if bedtime:
        return ("If you get up again, do it slowly, in steps.", "Stay as you are, and let sleep come when it comes.")
    return (
        "Stay as you are for two quiet minutes.",
        "Then get up slowly, in steps.",
        "Drink some water if you are thirsty.",
    )
