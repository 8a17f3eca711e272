"""The diary: headaches as courses of events, the days they make, and stretches of days in figures. Pure."""

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
from unclench.diary.summary import Summary, Window, month, summarise, windows
from unclench.diary.symptoms import SYMPTOMS, Symptom

__all__ = [
    "SYMPTOMS",
    "Aura",
    "Day",
    "Diary",
    "Dose",
    "Episode",
    "Features",
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
    "days_of",
    "features",
    "lived",
    "local_date",
    "month",
    "summarise",
    "time_by_day",
    "windows",
]
