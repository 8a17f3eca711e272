"""Your data: taken along, copied, taken in, erased."""

from __future__ import annotations

import sqlite3
import tempfile
from typing import IO

from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from unclench.exchange import backup
from unclench.exchange.backup import BackupError
from unclench.exchange.document import DocumentError, rows_of
from unclench.exchange.whole import draft_beside
from unclench.web import folder
from unclench.web.access import PersonRequest
from unclench.web.accounts.models import Person
from unclench.web.middleware import ZONE_COOKIE
from unclench.web.requests import UNPROCESSABLE
from unclench.web.yours import erasing, giving, taking
from unclench.web.yours.access import get_format, get_whole_for, is_alone
from unclench.web.yours.outcome import EraseError
from unclench.web.yours.tables import BY_NAME

WORD = "erase"
MOST_TOLD = 20
LARGEST_BYTES = 1_000_000_000
IN_MEMORY_BYTES = 32_000_000
_AT_ONCE = 1 << 20
_ENDINGS = {"json": "json", "csv": "zip"}
_KINDS = {"json": "application/json", "csv": "application/zip"}


@require_GET
def your_data(request: PersonRequest) -> HttpResponse:
    return _page(request)


def _page(request: PersonRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    shown = {
        "here": "you",
        "folder": folder.folder(),
        "alone": is_alone(request.user),
        "word": WORD,
        "error": error,
        "wrong_word": status == UNPROCESSABLE,
    }
    return render(request, "yours/data.html", shown, status=status)


@require_GET
def export_data(request: PersonRequest, form: str) -> HttpResponseBase:
    found = get_format(form)
    file = _room()
    giving.write(request.user, found, file)
    file.seek(0)
    name = f"unclench-{request.moment.local_date}.{_ENDINGS[found]}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=_KINDS[found], headers=_PRIVATE)


@require_GET
def backup_data(request: PersonRequest) -> HttpResponseBase:
    """Read back and compared before the first byte leaves."""
    get_whole_for(request.user)
    try:
        with draft_beside(folder.database()) as draft:
            backup.back_up(folder.database(), draft, folder.SIGN_INS)
            file = draft.open("rb")  # it stays readable, though its name is gone
    except (BackupError, sqlite3.Error, OSError) as error:
        return _page(request, error=f"No backup was made: {error}", status=500)
    name = f"unclench-{request.moment.local_date}.backup"
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="application/octet-stream", headers=_PRIVATE
    )


_PRIVATE = {"Cache-Control": "private, no-store"}


@require_POST
def import_data(request: PersonRequest) -> HttpResponse:
    """The file is the body. Unless `keep` is asked for, it is only tried, and nothing changes."""
    is_trial = "keep" not in request.GET
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 12 and int(length) <= LARGEST_BYTES):
        return _told(request, "This file is too large to be an export.")
    with _room() as file:
        while piece := request.read(_AT_ONCE):
            file.write(piece)
        file.seek(0)
        try:
            report = taking.take(request.user, rows_of(file, BY_NAME), is_trial=is_trial)
        except DocumentError as error:
            return _told(request, str(error))
    remarks = list(report.remarks)
    shown = {
        "report": report,
        "rows": [
            (BY_NAME[name].words, [counts[state] for state in taking.STATES]) for name, counts in report.counts.items()
        ],
        "total": [report.total[state] for state in taking.STATES],
        "new": report.total["imported"],
        "remarks": [(BY_NAME[fate.table].words, fate) for fate in remarks[:MOST_TOLD]],
        "more": max(0, len(remarks) - MOST_TOLD),
    }
    return render(request, "yours/report.html", shown)


def _told(request: HttpRequest, problem: str) -> HttpResponse:
    return render(request, "yours/report.html", {"problem": problem}, status=UNPROCESSABLE)


@require_POST
def erase_data(request: PersonRequest) -> HttpResponse:
    """With the word typed. Afterwards this browser is signed out and keeps nothing."""
    person = request.user
    if request.POST.get("word", "").strip().casefold() != WORD:
        return _page(request, error=f"Nothing was erased. Type “{WORD}” to erase everything.", status=UNPROCESSABLE)
    left = ""
    stays = False
    try:
        stays = erasing.erase(Person.objects.get(id=person.id)).lock_stays
    except EraseError as error:
        left = str(error)
    logout(request)
    response = render(request, "yours/erased.html", {"left": left, "lock_stays": stays})
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # not the cookies: they are those of other ports too
    response.delete_cookie(ZONE_COOKIE)
    return response


def _room() -> IO[bytes]:
    """For a file on its way; of a large one nothing lies anywhere but in the data folder, and it has no name there."""
    return tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(folder.folder()))
