"""A session kept in the browser, records that come later, and what makes an app of the pages."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from unclench.guide.handout import script_data, words_by_step
from unclench.plain import to_plain
from unclench.safety.words import TELL_MEDICINES
from unclench.web.access import PersonRequest
from unclench.web.figures.looks import build_of
from unclench.web.figures.pictures import picture_of_step
from unclench.web.offline.attack_page import attack_page
from unclench.web.offline.needed import addresses, motion_address, shell_addresses
from unclench.web.offline.own import own_of
from unclench.web.offline.owner import owner_key
from unclench.web.offline.records import MOST_RECORDS, take_all
from unclench.web.sessions import phone, planning, ratings
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.sound import voice_of
from unclench.web.tags import DIST, manifest
from unclench.web.today import locks
from unclench.web.today.help import here_for
from unclench.web.today.onward import to_emergency

LONGEST_BYTES = 200_000
MOST_KEPT = 20
GOOD_UNTIL = "Unclench-Good-Until"
WORKER = "src/entries/worker.ts"


@require_GET
def kept(request: PersonRequest, plan: UUID) -> HttpResponse:
    """A plan as a page that needs nobody: it asks the list before the first sound, and writes down what happens."""
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    if not planning.is_fresh(found, request.moment):
        return redirect("plan", found.id)
    session, handout = planning.session_of(found), phone.handout_of(found)
    build = build_of(request.user)
    steps = zip(session.steps, words_by_step(handout.playback), strict=True)
    shown = {
        "plan": found,
        "owner": owner_key(request.user),
        "handout": handout,
        "parts": tuple(words for _, words in steps),
        "pictures": tuple(picture_of_step(step, session, build, thumb=False) for step in session.steps),
        "data": script_data(handout),
        "others": session.request.giver != "self",
        "build": build,
        "is_dim": "migraine_attack" in session.request.complaints,
        "motion": motion_address(found.id, build),
        "sound": f"{reverse('sound', args=[found.id, voice_of(request.user), 'mp3'])}?kept",
        "rows": ratings.rows(),
        "numbers": range(11),
        "person": request.user,
    }
    answer = render(request, "offline/kept.html", shown)
    answer.headers[GOOD_UNTIL] = str(int(handout.good_until.timestamp() * 1_000))
    return answer


@require_GET
def offline(request: PersonRequest) -> HttpResponse:
    """What is kept in this browser, and the tap that notes an attack. No record is in the page itself."""
    return render(request, "offline/offline.html", {"here": "you", "call": here_for(request)})


@require_GET
def attack(request: PersonRequest) -> HttpResponse:
    """An attack told without a network, dim, one question at a time. No record is in the page itself."""
    return render(
        request,
        "offline/attack.html",
        {"page": attack_page(), "call": here_for(request), "tell_medicines": TELL_MEDICINES},
    )


@require_GET
def own(request: PersonRequest) -> HttpResponse:
    """What the attack page needs of the person; the browser keeps it with the page."""
    return JsonResponse({"owner": owner_key(request.user)} | to_plain(own_of(request.user, request.moment)))


@require_GET
def files(request: PersonRequest) -> HttpResponse:
    """What a kept session needs: scripts, styles, pictures, and the figure; and the pages that stand without one."""
    del request
    return JsonResponse({"files": addresses(), "shell": shell_addresses()})


@require_GET
def token(request: PersonRequest) -> HttpResponse:
    """Whose records are taken now, and the word that lets them in: a page that was kept has an old one."""
    return JsonResponse({"owner": owner_key(request.user), "token": get_token(request)})


@require_POST
def records(request: PersonRequest) -> HttpResponse:
    """A batch; each record has its own answer. `kept` are plans that the browser keeps: may it still?"""
    if len(request.body) > LONGEST_BYTES:
        return HttpResponse("Too much at once.", status=413, content_type="text/plain")
    try:
        sent = json.loads(request.body)
        batch, plans = sent["records"], sent.get("kept", [])
        if not (isinstance(batch, list) and isinstance(plans, list)):
            raise TypeError
        if len(batch) > MOST_RECORDS or len(plans) > MOST_KEPT:
            raise ValueError
        names = [UUID(name) for name in plans]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return HttpResponse("This is no list of records.", status=422, content_type="text/plain")
    results = take_all(request.user, batch, request.moment)
    return JsonResponse(
        {
            "results": [
                {"id": one.id, "state": one.state, "text": one.text} for one in results if one.state != "failed"
            ],
            "kept": {str(name): _may_stay(request, name) for name in names},
        }
    )


def _may_stay(request: PersonRequest, plan: UUID) -> bool:
    try:
        found = get_plan_for(request.user, plan)
    except Http404:
        return False
    return not locks.standing(found.owner) and planning.is_fresh(found, request.moment)


@require_GET
def service_worker(request: PersonRequest) -> HttpResponse:
    """From the root, so that its scope is all of the app. Asked for anew each time: an old one would keep old rules."""
    del request
    script = (DIST / manifest()[WORKER]["file"]).read_text("utf-8")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_GET
def webmanifest(request: PersonRequest) -> HttpResponse:
    del request
    icons = [
        {"src": static("dist/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": static("dist/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": static("dist/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
        {"src": static("dist/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    described = {
        "id": "/",
        "name": "Unclench",
        "short_name": "Unclench",
        "description": "Massage and mindfulness for head, face, neck and shoulders.",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": "en-GB",
        "background_color": "#faf5ef",
        "theme_color": "#faf5ef",
        "categories": ["health", "lifestyle"],
        "icons": icons,
        "shortcuts": [
            {"name": "Attack now", "url": reverse("attack"), "icons": icons[1:2]},
            {"name": "Kept on this device", "short_name": "Kept", "url": reverse("offline"), "icons": icons[1:2]},
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")
