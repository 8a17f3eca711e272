"""The way to the records for whoever is not the serving process: Django, and whether the tables are of this version.

Importing this does not import Django; the functions do.
"""

from __future__ import annotations

import os
from pathlib import Path

OTHER_VERSION = "Unclench is running in another version here. Stop it (Ctrl+C there) and try again."


def set_up(*, options: dict[str, object] | None = None, other: Path | None = None) -> None:
    """Make Django ready. `options` take the place of the usual ones of the connection; `other`: for another file."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "unclench.web.settings"
    import django
    from django.conf import settings

    if options is not None:
        settings.DATABASES["default"]["OPTIONS"] = options
    if other is not None:
        settings.DATABASES["default"]["NAME"] = other
    django.setup()


def is_behind() -> bool:
    """Whether a migration is still to come."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bring_up_to_date() -> None:
    """Only for the holder of the folder's lock: two who migrate at once would meet each other's tables."""
    from django.core.management import call_command

    if is_behind():
        call_command("migrate", verbosity=0, interactive=False)


def known_migrations() -> frozenset[tuple[str, str]]:
    """Of this version, by app and name."""
    from django.db.migrations.loader import MigrationLoader

    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
