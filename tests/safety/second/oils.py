"""The 14 rules about essential oils, transcribed a second time: each asks about one person and one planned oil.

The facts write `oil == peppermint` of the oil being planned, so these conditions take it as a second argument. Where
somebody wants an oil and does not say which, each of them is planned.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

from tests.safety.second.answers import Answers
from tests.safety.second.rows import Effect, Rule, ban_oil, block, contra, forbid, line

PlannedCondition = Callable[[Answers, str], bool]

CITRUS = ("bergamot", "lemon", "lime", "grapefruit", "orange_bitter")
CINEOLE = ("eucalyptus", "camphor", "rosemary", "sage", "hyssop", "fennel", "thuja")
OILS = (*CITRUS, *CINEOLE, "peppermint", "lavender", "wintergreen")
NO_OIL = ""
STRONGEST_PERCENT = 1
"""The facts allow adults 2 on neck, shoulders and scalp; the house keeps to what they give for face and older skin."""


class OilRule(NamedTuple):
    """`bans`: the planned oil, and no other, stays out. `about`: the oils it speaks of."""

    id: str
    grade: str
    when: PlannedCondition
    effects: tuple[Effect, ...] = ()
    bans: bool = False
    about: tuple[str, ...] = OILS


OIL_RULES: tuple[OilRule, ...] = (
    OilRule("eo_default_off", "conditional", lambda _, oil: oil != NO_OIL, (line(), forbid("heat"))),
    OilRule("eo_dilution", "conditional", lambda _, oil: oil != NO_OIL, (line(),)),
    OilRule(
        "eo_peppermint",
        "conditional",
        lambda _, oil: oil == "peppermint",
        (line(), block("periorbital", "nose_sinus")),
    ),
    OilRule(
        "eo_peppermint_no",
        "absolute",
        # The instruction of eo_peppermint says adults only; of the two ages, 12 and 18, the stricter holds.
        lambda a, oil: (
            oil == "peppermint" and (a.any_of("g6pd", "cardiac_fibrillation", "child_face_near") or a.below("age", 18))
        ),
        bans=True,
        about=("peppermint",),
    ),
    OilRule(
        "eo_eucalyptus",
        "absolute",
        lambda a, oil: (
            oil in CINEOLE and (a.any_of("epilepsy", "seizure_history", "child_face_near") or a.below("age", 10))
        ),
        bans=True,
        about=CINEOLE,
    ),
    OilRule("eo_lavender", "conditional", lambda _, oil: oil == "lavender", (line(),)),
    OilRule("eo_osmophobia", "absolute", lambda a, _: a.any_of("osmophobia", "migraine_now"), bans=True),
    OilRule("eo_pregnancy", "absolute", lambda a, _: a.any_of("pregnant", "breastfeeding"), bans=True),
    OilRule("eo_asthma", "absolute", lambda a, _: a.any_of("asthma", "fragrance_allergy"), bans=True),
    OilRule("eo_children", "absolute", lambda a, _: a.below("age", 12), bans=True),
    # "Any oil or cream", and no use until a day or two have passed: until then the oil waits, a plain one as well.
    OilRule(
        "eo_patch_test", "conditional", lambda a, _: a.yes("new_topical"), (line(), forbid("plain_oil")), bans=True
    ),
    OilRule("eo_phototoxic", "conditional", lambda _, oil: oil in CITRUS, (line(),), bans=True, about=CITRUS),
    OilRule("eo_pets_others", "conditional", lambda a, _: a.yes("pets_or_infants_present"), bans=True),
    OilRule(
        "eo_wintergreen",
        "absolute",
        lambda a, oil: oil == "wintergreen" and a.any_of("takes_anticoagulant", "aspirin_allergy"),
        bans=True,
        about=("wintergreen",),
    ),
)


def planned_oils(answers: Answers) -> tuple[str, ...]:
    """The oils that somebody asked for; all of them, if it was only said that there should be one."""
    return OILS if answers.yes("essential_oil") else tuple(oil for oil in OILS if answers.yes(oil))


def banned_oils(fired: Collection[str], stated: Collection[str], answers: Answers) -> frozenset[str]:
    """Of the planned oils those that a rule keeps out; stated by its name, it keeps out all that it is about."""
    planned = planned_oils(answers)
    return frozenset(
        oil
        for rule in OIL_RULES
        if rule.bans and rule.id in fired
        for oil in planned
        if (rule.id in stated and oil in rule.about) or rule.when(answers, oil)
    )


def _row(rule: OilRule) -> Rule:
    def fires(answers: Answers) -> bool:
        return any(rule.when(answers, oil) for oil in planned_oils(answers) or (NO_OIL,))

    bans = (ban_oil(),) if rule.bans else ()
    return contra(rule.id, rule.grade, "essential_oils", fires, *rule.effects, *bans)


OILS_ROWS: tuple[Rule, ...] = tuple(_row(rule) for rule in OIL_RULES)
