from __future__ import annotations

from datetime import date

import pytest

from unclench.plain import PlainError, to_plain, whole_from_plain
from unclench.safety.types import Answers, Area


def test_they_come_back_as_they_went() -> None:
    answers = Answers(
        facts={"age": 34.0, "fever": "no", "pregnant": "unsure"},
        conditions=("antiplatelet",),
        symptoms=("myelopathy",),
        areas=(Area("temple", "left"),),
        areas_of={"open_wound": (Area("nape", "both"),)},
        doctor_said_yes={"antiplatelet": date(2026, 11, 21)},
        unasked_is_no=True,
        first_session=True,
    )
    assert whole_from_plain(Answers, to_plain(answers)) == answers


def test_a_damaged_day_is_refused() -> None:
    stored = to_plain(Answers(doctor_said_yes={"antiplatelet": date(2026, 11, 21)}))
    with pytest.raises(PlainError, match="doctor_said_yes"):
        whole_from_plain(Answers, stored | {"doctor_said_yes": {"antiplatelet": "soon"}})
