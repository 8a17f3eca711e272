"""What is put in order at each start: thrown away is what was deleted or removed a day ago, and checks that nobody
finished; how much of an emergency's day has passed is counted anew.
"""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from unclench.web.moment import now
from unclench.web.records import KEPT_FOR_UNDO, Record

UNFINISHED_FOR = timedelta(days=2)


def tidy() -> None:
    from unclench.web.accounts.models import Person
    from unclench.web.today.models import CheckIn, EmergencyLock

    if EmergencyLock.objects.filter(ended_at=None).exists():  # what it takes to count is slow to load
        from unclench.web.today import locks

        locks.count_all(now())
    at = now().at
    with transaction.atomic():
        for model in apps.get_models():
            if issubclass(model, Record):
                model._default_manager.filter(deleted_at__lt=at - KEPT_FOR_UNDO).delete()
        Person.objects.filter(keeper__isnull=False, removed_at__lt=at - KEPT_FOR_UNDO).delete()
        CheckIn.objects.filter(verdict="", at__lt=at - UNFINISHED_FOR).delete()
    call_command("clearsessions")
