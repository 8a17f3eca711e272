"""The diary: headaches as courses of events, the days they make, stretches of days in figures, medicine days. Pure."""

from unclench.diary.days import Day, Diary, Mark, days_of
from unclench.diary.episode import (
    Aura,
    Dose,
    Episode,
    Features,
    Noticed,
    Place,
    Rated,
    Reading,
    Relief,
    Tried,
    features,
)
from unclench.diary.lived import Lived, lived, local_date, time_by_day
from unclench.diary.medicines import CLASSES, Counter, Intake, counters
from unclench.diary.summary import Summary, Window, month, summarise, windows
from unclench.diary.symptoms import SYMPTOMS, Symptom

__all__ = [
    "CLASSES",
    "SYMPTOMS",
    "Aura",
    "Counter",
    "Day",
    "Diary",
    "Dose",
    "Episode",
    "Features",
    "Intake",
    "Lived",
    "Mark",
    "Noticed",
    "Place",
    "Rated",
    "Reading",
    "Relief",
    "Summary",
    "Symptom",
    "Tried",
    "Window",
    "counters",
    "days_of",
    "features",
    "lived",
    "local_date",
    "month",
    "summarise",
    "time_by_day",
    "windows",
]
