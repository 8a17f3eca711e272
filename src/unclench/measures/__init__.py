"""What can be measured, how it is scored, and what may be said of a difference. Pure: no web, no clock."""

from unclench.measures.content import Measure, MeasureContentError, load_measures, load_sources
from unclench.measures.reaction import Result, Run, RunError, problems, read_run, result_of
from unclench.measures.schedule import next_due
from unclench.measures.scoring import NotInRangeError, band_of, checked, figures, is_high

__all__ = [
    "Measure",
    "MeasureContentError",
    "NotInRangeError",
    "Result",
    "Run",
    "RunError",
    "band_of",
    "checked",
    "figures",
    "is_high",
    "load_measures",
    "load_sources",
    "next_due",
    "problems",
    "read_run",
    "result_of",
]
