"""What can be said of how a headache is. The fields are those that the published criteria look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SymptomId = str
Group = Literal["feel", "with", "aura", "one_sided_signs"]

YES_NO = {"no": "No", "yes": "Yes"}
SIDES = {"left": "Left", "right": "Right", "both": "Both sides"}
SIGN_SIDES = {"no": "No", **SIDES}
HOW_FAR = {"none": "None", "mild": "Mild", "moderate": "Moderate", "severe": "Severe"}
AURA = {
    "no": "No",
    "gradual": "It spread, over 5 minutes or more",
    "spreading": "It spread",
    "sudden": "All at once",
    "yes": "Yes",
}
"""`spreading` does not say how fast, `yes` not how it came."""


@dataclass(frozen=True, slots=True)
class Symptom:
    id: SymptomId
    name: str
    ask: str
    values: Mapping[str, str]
    """What can be answered, in words. Nothing is also an answer: it is kept as nothing."""
    group: Group
    minutes: bool = False
    """Whether it is asked how long it lasted."""


_ALL = (
    Symptom("side", "Side", "On which side?", SIDES, "feel"),
    Symptom(
        "quality", "Kind of pain", "What is it like?",
        {"pulsating": "Pulsating", "pressing": "Pressing or tightening", "other": "Other"}, "feel",
    ),
    Symptom("activity", "Worse with activity", "Worse with walking or stairs, or do you avoid them?", YES_NO, "feel"),
    Symptom("nausea", "Nausea", "Nausea?", HOW_FAR, "with"),
    Symptom("vomiting", "Vomiting", "Vomiting?", YES_NO, "with"),
    Symptom("light", "Light", "Does light bother you?", YES_NO, "with"),
    Symptom("sound", "Sound", "Do sounds bother you?", YES_NO, "with"),
    Symptom("restless", "Restless", "Restless: unable to lie still?", YES_NO, "with"),
    Symptom("aura", "Aura", "Before it, or at its beginning: any of these?", {"no": "None of these"}, "aura"),
    Symptom("aura_visual", "Seeing", "Zigzags, flicker, a blind spot in both eyes?", AURA, "aura", minutes=True),
    Symptom("aura_sensory", "Feeling", "Pins and needles or numbness?", AURA, "aura", minutes=True),
    Symptom("aura_speech", "Speaking", "Trouble finding words or speaking?", AURA, "aura", minutes=True),
    Symptom("aura_motor", "Weakness", "Weakness on one side?", AURA, "aura", minutes=True),
    Symptom("aura_brainstem", "Balance", "Spinning, double vision, slurring, ringing?", AURA, "aura", minutes=True),
    Symptom("aura_retinal", "One eye", "Flicker or a blind spot in one eye alone?", AURA, "aura", minutes=True),
    Symptom(
        "aura_then", "Aura and pain", "And the headache, when did it come?",
        {"with": "Together with that", "soon": "Within an hour after", "later": "More than an hour after"}, "aura",
    ),
    Symptom("aura_side", "Aura on one side", "Was any of it on one side only?", YES_NO, "aura"),
    Symptom("aura_added", "Aura, added", "Was something added, such as zigzags, flicker or tingling?", YES_NO, "aura"),
    Symptom("aura_turns", "Aura in turns", "If there were several: one after the other?", YES_NO, "aura"),
    Symptom("aura_gone", "Aura, gone", "Did all of that go away again?", YES_NO, "aura"),
    Symptom("tearing", "Eye", "A red or watering eye?", SIGN_SIDES, "one_sided_signs"),
    Symptom("nose", "Nose", "A blocked or running nostril?", SIGN_SIDES, "one_sided_signs"),
    Symptom("eyelid", "Eyelid", "A swollen eyelid?", SIGN_SIDES, "one_sided_signs"),
    Symptom("sweating", "Sweating", "Sweating of forehead and face?", SIGN_SIDES, "one_sided_signs"),
    Symptom("pupil", "Pupil or lid", "A small pupil or a drooping lid?", SIGN_SIDES, "one_sided_signs"),
)  # fmt: skip
SYMPTOMS: Mapping[SymptomId, Symptom] = {symptom.id: symptom for symptom in _ALL}
AURAS: Mapping[SymptomId, str] = {symptom.id: symptom.id.removeprefix("aura_") for symptom in _ALL if symptom.minutes}
"""Kinds of aura. What else is asked of one is said of all of it."""
AUTONOMIC: tuple[SymptomId, ...] = tuple(symptom.id for symptom in _ALL if symptom.group == "one_sided_signs")
