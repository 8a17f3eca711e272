"""Coming in, going out, the devices, and how it all looks."""

from __future__ import annotations

from dataclasses import dataclass
from threading import BoundedSemaphore
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unclench.web.access import PersonRequest, open_to_strangers
from unclench.web.accounts.entry import let_in, new_token, pairing_address, turn_away, use_token
from unclench.web.accounts.models import (
    BEDS,
    BUILDS,
    DENSITIES,
    HAIRS,
    PAIRING_FOR,
    SKINS,
    THEMES,
    VOICES,
    Device,
    Person,
)
from unclench.web.accounts.qr import qr_svg
from unclench.web.folder import read_address

LONGEST_BYTES = 4_096
"""More than a token and its form need."""
_strangers = BoundedSemaphore(4)


def get_device_for(person: Person, device: UUID) -> Device:
    found = Device.objects.filter(person=person, id=device).first()
    if found is None:
        raise Http404
    return found


@open_to_strangers
@csrf_exempt  # the token itself is the proof, and the page it comes from is a file
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The way in. The token comes after the # of the address, which no server and no log sees, and is then posted."""
    if request.method == "GET":
        return render(request, "accounts/enter.html")
    person = use_token(_token(request))
    if person is None:
        return render(request, "accounts/enter.html", {"refused": True}, status=404)
    let_in(request, person)
    return redirect("today")


def _token(request: HttpRequest) -> str:
    """What a stranger sends is read only as far as it can be a token. Empty, if it is none.

    Who sends slowly holds a thread; strangers may hold a few of them, and those signed in have the rest.
    """
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 8 and int(length) <= LONGEST_BYTES):
        return ""
    if not _strangers.acquire(blocking=False):
        return ""
    try:
        return request.POST.get("token", "")
    finally:
        _strangers.release()


@require_GET
def you(request: PersonRequest) -> HttpResponse:
    speakers = _speakers(request.user)
    context = {
        "here": "you",
        "devices": request.user.devices.all(),
        "this_device": request.session.session_key,
        "themes": THEMES,
        "speakers": speakers,
        "voice_installed": len(speakers) > len(VOICES),
        "densities": DENSITIES,
        "beds": BEDS,
        "builds": BUILDS,
        "skins": SKINS,
        "hairs": HAIRS,
        "beyond": read_address().tls,
    }
    return render(request, "accounts/you.html", context)


@require_POST
def set_look(request: PersonRequest) -> HttpResponse:
    """How light it is; what is not among the choices changes nothing."""
    person = request.user
    theme = request.POST.get("theme", person.theme)
    if theme not in dict(THEMES):
        return _not_a_choice()
    person.theme = theme
    with transaction.atomic():
        person.save(update_fields=["theme"])
    return redirect("you")


def _not_a_choice() -> HttpResponse:
    return HttpResponse("Not one of the choices.", status=400, content_type="text/plain")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who could speak: "own", "device", or an installed voice by its name after a colon."""

    value: str
    name: str
    chosen: bool
    note: str = ""


def _speakers(person: Person) -> list[Speaker]:
    from unclench.guide.voices import installed, program_of

    voices = installed()
    by_name = {f":{voice.name}": voice for voice in voices}
    chosen = f":{person.speaker}" if person.voice == "own" and f":{person.speaker}" in by_name else person.voice
    found = [Speaker(value, name, chosen == value) for value, name in VOICES]
    for value, voice in by_name.items():
        silent = "" if program_of(voice) else "Its program, Piper, is not found; Unclench’s voice stands in for it."
        found.append(Speaker(value, voice.name, chosen == value, silent))
    return found


@require_POST
def set_sound(request: PersonRequest) -> HttpResponse:
    """Who speaks, how much, and what is heard under it; what is not among the choices changes nothing."""
    person = request.user
    speaker = request.POST.get("speaker", "own")
    density, bed = request.POST.get("density", person.density), request.POST.get("bed", person.bed)
    known = {each.value for each in _speakers(person)}
    if speaker not in known or density not in dict(DENSITIES) or bed not in dict(BEDS):
        return _not_a_choice()
    person.voice, person.speaker = ("own", speaker[1:]) if speaker.startswith(":") else (speaker, "")
    person.density, person.bed = density, bed
    person.metronome, person.recordings = "metronome" in request.POST, "recordings" in request.POST
    with transaction.atomic():
        person.save(update_fields=["voice", "speaker", "density", "bed", "metronome", "recordings"])
    return redirect("you")


@require_POST
def welcome(request: PersonRequest) -> HttpResponse:
    """The first words were read."""
    if request.user.welcomed_at is None:
        request.user.welcomed_at = request.moment.at
        with transaction.atomic():
            request.user.save(update_fields=["welcomed_at"])
    return redirect("today")


@require_POST
def pair(request: PersonRequest) -> HttpResponse:
    """A code for one more device, good for five minutes and once."""
    address = read_address()
    if not address.tls:
        return render(request, "accounts/pair_how.html", status=409)
    link = pairing_address(address, new_token(request.user, PAIRING_FOR))
    return render(request, "accounts/pair.html", {"link": link, "qr": qr_svg(link)})


@require_POST
def forget_device(request: PersonRequest, device: UUID) -> HttpResponse:
    found = get_device_for(request.user, device)
    is_this_one = found.session_key == request.session.session_key
    turn_away(found)
    if not is_this_one:
        return redirect("you")
    response = redirect("today")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # not the cookies: they are those of other ports too
    return response
