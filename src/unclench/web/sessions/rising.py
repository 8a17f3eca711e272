"""The diary is looked at before each session: whether there are clearly more headache days than before the first."""

from __future__ import annotations

from datetime import timedelta

from unclench.diary import days_of, rising, windows
from unclench.diary.summary import WINDOW_DAYS
from unclench.safety.past import MORE_DAYS
from unclench.web.accounts.models import Person
from unclench.web.diary.gathering import gather
from unclench.web.moment import Moment
from unclench.web.sessions.felt import settle
from unclench.web.sessions.models import Felt
from unclench.web.sessions.past import with_hands


def look_at_diary(person: Person, moment: Moment) -> None:
    """Keep that there are clearly more, or that it is over."""
    kept = Felt.objects.filter(owner=person, what=MORE_DAYS, settled_at=None).first()
    risen = has_more_headache_days(person, moment)
    last = with_hands(person).order_by("-at", "-id").first() if risen and kept is None else None
    if last is not None:
        Felt.made(person, moment, play=last, said="later", what=MORE_DAYS).save()
    if kept is not None and not risen:
        settle(kept, "diary", moment)


def has_more_headache_days(person: Person, moment: Moment) -> bool:
    """In the last 28 days than in those before the first session with hands, if no doctor has agreed within them."""
    first = with_hands(person).order_by("at", "id").values_list("local_date", flat=True).first()
    if first is None:
        return False
    [now] = windows(moment.local_date, 1)
    found = rising.counted(days_of(gather(person, now)), now)
    if found.headache < rising.MORE_DAYS:
        return False
    [before] = windows(first - timedelta(days=1), 1)
    if not rising.clearly_more(rising.counted(days_of(gather(person, before)), before), found):
        return False
    agreed = Felt.objects.filter(owner=person, what=MORE_DAYS, settled_by="doctor")
    return not agreed.filter(settled_at__gt=moment.at - timedelta(days=WINDOW_DAYS)).exists()
