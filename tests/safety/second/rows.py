"""The shape of one rule of the second transcription, and the words its effects are written in.

An effect is a plain tuple (kind, number, names, where). Nothing here is shared with the product.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from tests.safety.second.answers import Answers

Condition = Callable[[Answers], bool]
Effect = tuple[str, int, tuple[str, ...], tuple[str, ...]]
Also = tuple[Condition, Effect]
Kind = Literal["flag", "contra"]
Giver = Literal["self", "partner", "professional"]

NECK = ("suboccipital", "neck_posterior", "neck_lateral", "neck_anterior")
FACE = ("forehead", "temples", "periorbital", "nose_sinus", "cheeks_jaw", "tmj")
HEAD_AND_NECK = ("scalp", *FACE, "ears", *NECK)
GIVERS: tuple[Giver, ...] = ("self", "partner", "professional")


class Rule(NamedTuple):
    """One row: `grade` is the urgency of a flag or the type of a contraindication."""

    id: str
    kind: Kind
    grade: str
    category: str
    when: Condition
    effects: tuple[Effect, ...]
    also: tuple[Also, ...] = ()


def always(_: Answers) -> bool:
    """The condition of a rule that holds for everyone."""
    return True


def flag(rule: str, urgency: str, when: Condition, *effects: Effect) -> Rule:
    """A red flag."""
    return Rule(rule, "flag", urgency, "flag", when, effects)


def contra(
    rule: str, grade: str, category: str, when: Condition, *effects: Effect, also: tuple[Also, ...] = ()
) -> Rule:
    """A contraindication; `also` holds effects with a condition of their own."""
    return Rule(rule, "contra", grade, category, when, effects, also)


def block(*regions: str) -> Effect:
    """No touch on these regions."""
    return ("block", 0, (), regions)


def block_all() -> Effect:
    """No hands-on work at all."""
    return ("block_all", 0, (), ())


def cap(level: int, *regions: str) -> Effect:
    """At most this level on these regions."""
    return ("cap", level, (), regions)


def cap_all_but(level: int, *regions: str) -> Effect:
    """At most this level everywhere except on these regions."""
    return ("cap_all_but", level, (), regions)


def base_cap(level: int, *regions: str) -> Effect:
    """The level for everyone; the professional adds one on shoulders and upper back."""
    return ("base_cap", level, (), regions)


def lower_caps(by: int) -> Effect:
    """Every cap lower by so much, after all minima."""
    return ("lower_caps", by, (), ())


def forbid(*classes: str, on: tuple[str, ...] = ()) -> Effect:
    """No technique of these classes, anywhere or only on the regions named."""
    return ("forbid_on" if on else "forbid", 0, classes, on)


def forbid_giver_classes(givers: tuple[str, ...], classes: tuple[str, ...], *, on: tuple[str, ...]) -> Effect:
    """These givers may not use these classes there; givers are joined into the class names."""
    joined = tuple(f"{giver}:{name}" for giver in givers for name in classes)
    return ("forbid_giver_on", 0, joined, on)


def minutes(limit: int, *givers: str) -> Effect:
    """So many minutes of hands-on work at most, for everyone or for these givers."""
    return ("minutes", limit, givers, ())


def limit_class(limit: int, name: str) -> Effect:
    """So many minutes of this technique class at most."""
    return ("limit_class", limit, (name,), ())


def neck_seconds(limit: int, *givers: str) -> Effect:
    """Seconds on the neck at most."""
    return ("neck_seconds", limit, givers, ())


def neck_firm_seconds(limit: int) -> Effect:
    """Seconds on the neck above level 3 at most."""
    return ("neck_firm_seconds", limit, (), ())


def hold_seconds(limit: int, *givers: str) -> Effect:
    """Seconds of still pressure on one spot at most."""
    return ("hold_seconds", limit, givers, ())


def head_hold_seconds(limit: int) -> Effect:
    """Seconds of a hold that bears only the weight of the head."""
    return ("head_hold_seconds", limit, (), ())


def pain_limit(limit: int) -> Effect:
    """Pain during work at most."""
    return ("pain_limit", limit, (), ())


def professional_only() -> Effect:
    """Hands-on work by a professional only."""
    return ("professional_only", 0, (), ())


def forbid_giver(*givers: str) -> Effect:
    """No hands-on work by these givers."""
    return ("forbid_giver", 0, givers, ())


def forbid_position(*positions: str) -> Effect:
    """Not in these positions."""
    return ("forbid_position", 0, positions, ())


def forbid_practice(*practices: str) -> Effect:
    """None of these mind practices."""
    return ("forbid_practice", 0, practices, ())


def block_point(*points: str) -> Effect:
    """None of these points."""
    return ("block_point", 0, points, ())


def no_session() -> Effect:
    """No plan of any kind."""
    return ("no_session", 0, (), ())


def instead(what: str) -> Effect:
    """What a red flag leaves open."""
    return ("instead", 0, (what,), ())


def ask_doctor() -> Effect:
    """Ask a doctor; blocks of the same rule wait for the answer."""
    return ("ask_doctor", 0, (), ())


def ban_oil() -> Effect:
    """The planned oil stays out."""
    return ("ban_oil", 0, (), ())


def until() -> Effect:
    """A text that says when the rule ends."""
    return ("until", 0, (), ())


def line() -> Effect:
    """A line that is heard or read."""
    return ("line", 0, (), ())
