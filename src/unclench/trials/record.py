"""A trial as one record: what was drawn, for whom, since when. Written as JSON before the start and kept until the
end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from unclench.plain import PlainError, to_plain, whole_from_plain
from unclench.trials.design import Schedule, is_genuine
from unclench.trials.types import TrialError


@dataclass(frozen=True, slots=True)
class Trial:
    """The schedule of one person. `first_day`: the first day of the diary, before the baseline."""

    format: Literal["unclench trial 1"]
    person: str
    first_day: date
    schedule: Schedule

    @property
    def start(self) -> date:
        """The first randomised day."""
        return self.first_day + timedelta(days=self.schedule.design.baseline_days)

    @property
    def end(self) -> date | None:
        """The last day; None for a trial by attacks."""
        days = self.schedule.days
        return self.first_day + timedelta(days=days - 1) if days else None

    def arm_on(self, day: date) -> int:
        """The arm that the coin gave that day; `NOT_RANDOMISED` in the diary before the start. Raises TrialError
        outside the trial, and for a trial by attacks."""
        daily, number = self.schedule.daily(), (day - self.first_day).days
        if not 0 <= number < len(daily):
            raise TrialError(f"{day} lies outside the trial, which goes from {self.first_day} to {self.end}.")
        return daily[number][0]

    def written(self) -> str:
        return json.dumps(to_plain(self), ensure_ascii=False, indent=1) + "\n"


def read_trial(text: str) -> Trial:
    """Raises TrialError for anything but a whole record whose coins come from the seed it was committed with."""
    try:
        trial = whole_from_plain(Trial, json.loads(text))
    except (PlainError, ValueError, RecursionError) as error:
        raise TrialError(f"This is not the record of a trial: {error}.") from None
    if not is_genuine(trial.schedule):
        raise TrialError("The coins in this record are not those of its seed: it was changed after it was drawn.")
    return trial
