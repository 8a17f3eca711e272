"""Attack mode, and the headaches noted."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unclench.names import NotKnownError
from unclench.safety.words import TELL_MEDICINES
from unclench.web.access import PersonRequest
from unclench.web.diary import course, episodes, listing
from unclench.web.diary.access import get_any_episode_for, get_episode_for
from unclench.web.diary.models import Dose, Episode
from unclench.web.diary.trying import NotTodayError, begin, offered
from unclench.web.diary.ways import WAYS
from unclench.web.moment import Moment
from unclench.web.sessions.history import entry_of_episode
from unclench.web.sessions.history_rows import answer_row
from unclench.web.toasts import leave_toast
from unclench.web.today.locks import standing


@require_http_methods(["GET", "POST"])
def attack(request: PersonRequest) -> HttpResponse:
    """One tap: the time is kept, whatever comes after."""
    if request.method == "GET":
        return render(request, "diary/attack.html")
    noted = episodes.note_attack(request.user, request.moment)
    if standing(request.user):
        leave_toast(request, f"Noted, {noted.lived.clock:%H:%M}.", reverse("attack_undo", args=[noted.id]))
        return redirect("emergency")
    return redirect("attack_page", noted.id)


@require_GET
def attack_page(request: PersonRequest, episode: UUID) -> HttpResponse:
    found = get_any_episode_for(request.user, episode)
    context: dict[str, object] = {
        "episode": found,
        "clock": found.lived.clock,
        "today": _is_today(found, request.moment),
    }
    if found.deleted_at is not None:
        return render(request, "diary/attack_undone.html", context)
    if standing(request.user):
        # The usual medicine may be the wrong one for what was named.
        return render(request, "diary/attack_locked.html", context | {"tell_medicines": TELL_MEDICINES})
    earlier = episodes.earlier_attack(found, request.moment)
    context |= {"earlier": earlier, "earlier_clock": earlier.lived.clock if earlier else None}
    if not listing.holds(found, request.moment):
        return render(request, "diary/attack_list.html", context | {"page": listing.emergency_list(request.user)})
    if "quiet" in request.GET:
        return render(request, "diary/attack_quiet.html", context)
    context["ways"] = [WAYS[way] for way in offered(found, request.moment)]
    context["hands"] = listing.allows_hands(found)
    return render(request, "diary/attack_ways.html", context)


@require_POST
def attack_undo(request: PersonRequest, episode: UUID) -> HttpResponse:
    """It was nothing; or, with `same`, it is still the attack noted before."""
    found = get_any_episode_for(request.user, episode)
    earlier = episodes.earlier_attack(found, request.moment) if "same" in request.POST else None
    if earlier is None:
        found.take_away(request.moment.at)
        return redirect("attack_page", found.id)
    episodes.join(found, earlier, request.moment)
    return redirect("attack_page", earlier.id)


@require_POST
def attack_redo(request: PersonRequest, episode: UUID) -> HttpResponse:
    found = get_any_episode_for(request.user, episode)
    found.bring_back()
    return redirect("attack_page", found.id)


@require_POST
def attack_check(request: PersonRequest, episode: UUID) -> HttpResponse:
    found = get_episode_for(request.user, episode)
    if standing(request.user):
        return redirect("emergency")
    if request.POST.get("answer") not in ("none", "some"):
        return HttpResponseBadRequest("Not one of the answers.", content_type="text/plain")
    try:
        told = listing.read(request.POST)
        if request.POST["answer"] == "some" and not told.named:
            leave_toast(request, "Nothing was ticked yet.")
            return redirect("attack_page", found.id)
        if request.POST["answer"] == "none" and told.named and not (told.yes or told.unsure):
            # A sign that stayed ticked under a question taken back: nobody knows which of the two was meant.
            leave_toast(request, "Something was still ticked. Once more, please.")
            return redirect("attack_page", found.id)
        clearance = listing.tell(found, told, request.moment)
    except (NotKnownError, ValueError):
        return HttpResponseBadRequest("Not on the list.", content_type="text/plain")
    if clearance.verdict == "emergency":
        return redirect("emergency")
    return redirect("attack_page", found.id)


@require_POST
def attack_try(request: PersonRequest, episode: UUID) -> HttpResponse:
    found = get_episode_for(request.user, episode)
    if standing(request.user):
        return redirect("emergency")
    way = next((way for way in WAYS if way == request.POST.get("what")), None)
    if way is None:
        return HttpResponseBadRequest("Not one of the choices.", content_type="text/plain")
    if not listing.holds(found, request.moment):
        return redirect("attack_page", found.id)
    if way == "quiet":
        course.tried(found, WAYS[way].kept_as, request.moment)
        return redirect(f"{reverse('attack_page', args=[found.id])}?quiet")
    try:
        play = begin(found, way, request.moment)
    except NotTodayError:
        leave_toast(request, f"{WAYS[way].name}: not today. The rules hold it back.")
        return redirect("attack_page", found.id)
    return redirect(f"{reverse('player', args=[play.id])}?dim")


@require_POST
def attack_end(request: PersonRequest, episode: UUID) -> HttpResponse:
    """It has eased, now. With `undo` it has not."""
    found = get_episode_for(request.user, episode)
    if "undo" in request.GET:
        course.end(found, None)
        return redirect("attack_page", found.id)
    if found.ended_at is None:
        course.end(found, request.moment)
    leave_toast(request, f"Eased, {request.moment.local:%H:%M}.", f"{reverse('attack_end', args=[found.id])}?undo")
    return redirect("today")


@require_POST
def delete_episode(request: PersonRequest, episode: UUID) -> HttpResponse:
    found = get_any_episode_for(request.user, episode)
    found.take_away(request.moment.at)
    return answer_row(request, entry_of_episode(found), deleted=True, stays=_doses_that_stay(found))


def _doses_that_stay(found: Episode) -> str:
    """The medicine was taken, whatever becomes of the headache."""
    doses = Dose.of(found.owner).filter(episode=found).count()
    if not doses:
        return ""
    return f"{'Its dose stays' if doses == 1 else f'Its {doses} doses stay'} under Medicines, and their days count."


@require_POST
def restore_episode(request: PersonRequest, episode: UUID) -> HttpResponse:
    found = get_any_episode_for(request.user, episode)
    found.bring_back()
    return answer_row(request, entry_of_episode(found), deleted=False)


def _is_today(episode: Episode, moment: Moment) -> bool:
    return Moment(episode.at, moment.zone).local_date == moment.local_date
