"""What a person answered, read in three values: unsure counts as yes, for a permission as no.

A number that nobody gave makes every comparison false; an unsure number makes every comparison true.
"""

from collections.abc import Mapping
from math import inf, isnan
from typing import Literal

Answer = bool | float | Literal["unsure"]

PERMISSIONS = frozenset(
    {
        "same_as_usual",
        "stroke_assessed",
        "neck_injury_assessed",
        "can_rotate_45_both",
        "cluster_diagnosed",
        "caregiver_present",
        "giver_is_caregiver",
        "giver_is_family",
    }
)

NUMBERS = frozenset(
    [
        "age",
        "analgesic_days_28",
        "analgesic_hours",
        "aura_minutes",
        "botulinum_days",
        "bp_dia",
        "bp_sys",
        "cad_risk_factors_except_smoking_and_hypertension",
        "cardiac_procedure_weeks",
        "colour_done_hours",
        "colour_planned_hours",
        "craniotomy_weeks",
        "days_since_session",
        "dental_surgery_days",
        "eye_surgery_weeks",
        "facial_fracture_weeks",
        "facial_plastic_surgery_weeks",
        "filler_days",
        "hair_transplant_days",
        "head_bump_weeks",
        "head_injury_hours",
        "head_or_neck_injury_days",
        "headache_started_months",
        "hoarse_weeks",
        "meal_minutes",
        "mi_days",
        "minutes_to_peak",
        "myopia_dioptres",
        "neck_trauma_days",
        "needling_hours",
        "nerve_block_hours",
        "pain_during",
        "pain_limit",
        "postpartum_weeks",
        "pregnant_weeks",
        "pressure_felt",
        "relaxer_done_hours",
        "relaxer_planned_days",
        "rib_or_clavicle_fracture_weeks",
        "scar_weeks",
        "sedating_medicine_hours",
        "shoulder_injury_weeks",
        "skin_procedure_days",
        "spinal_procedure_days",
        "strain_hours",
        "stroke_or_tia_days",
        "surgery_head_neck_weeks",
        "tattoo_days",
        "temp_c",
        "thread_lift_weeks",
        "topical_medicine_hours",
        "triptan_opioid_ergot_combo_days_28",
        "unaccustomed_exercise_hours",
        "vaccination_hours",
        "whiplash_hours",
        "whiplash_weeks",
    ]
)


class Answers:
    """The small accessor that the conditions of the table are written with."""

    __slots__ = ("_high", "_low", "_yes")

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._yes: set[str] = set()
        self._high: dict[str, float] = {}
        self._low: dict[str, float] = {}
        for name, value in answers.items():
            if value is False:
                continue
            if value is True:
                self._take_yes(name)
            elif isinstance(value, str):
                self._take_unsure(name, value)
            else:
                self._take_number(name, value)

    def _take_yes(self, name: str) -> None:
        if name in NUMBERS:
            raise ValueError(f"{name} is answered with a number, not with yes")
        self._yes.add(name)

    def _take_unsure(self, name: str, value: str) -> None:
        if value != "unsure":
            raise ValueError(f"{name}: {value!r} is no answer")
        if name in NUMBERS:
            self._high[name], self._low[name] = inf, -inf
        elif name not in PERMISSIONS:
            self._yes.add(name)

    def _take_number(self, name: str, value: float) -> None:
        if name not in NUMBERS:
            raise ValueError(f"{name} is answered with yes, no or unsure, not with a number")
        if isnan(value):
            self._high[name], self._low[name] = inf, -inf
        else:
            self._high[name] = self._low[name] = value

    def yes(self, name: str) -> bool:
        """Yes or unsure."""
        return name in self._yes

    def any_of(self, *names: str) -> bool:
        """At least one of them is yes or unsure."""
        return not self._yes.isdisjoint(names)

    def not_permitted(self, name: str) -> bool:
        """A permission that nobody has clearly given."""
        return name not in self._yes

    def absent(self, name: str) -> bool:
        """A number that nobody gave."""
        return name not in self._high

    def at_least(self, name: str, limit: float) -> bool:
        """The number is the limit or more."""
        return self._high.get(name, -inf) >= limit

    def above(self, name: str, limit: float) -> bool:
        """The number is more than the limit."""
        return self._high.get(name, -inf) > limit

    def at_most(self, name: str, limit: float) -> bool:
        """The number is the limit or less."""
        return self._low.get(name, inf) <= limit

    def below(self, name: str, limit: float) -> bool:
        """The number is less than the limit."""
        return self._low.get(name, inf) < limit

    def exceeds(self, name: str, other: str) -> bool:
        """One number is more than another number."""
        return self._high.get(name, -inf) > self._low.get(other, inf)
