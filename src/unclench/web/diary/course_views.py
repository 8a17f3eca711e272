"""One headache as a course: its page, and everything that can be added to it, taken back and rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST

from unclench.atlas import load_atlas
from unclench.diary.symptoms import AURAS, SYMPTOMS, Group, Symptom
from unclench.web.access import PersonRequest
from unclench.web.diary import asking, course, episodes
from unclench.web.diary.access import get_any_dose_for, get_any_event_for, get_episode_for, get_medicine_for
from unclench.web.diary.asking import AFTER_MIN, PLACES, minutes_name
from unclench.web.diary.charts import attack_chart
from unclench.web.diary.course import RELIEF_NAMES, Course, NotOfferedError, region_of
from unclench.web.diary.forms import LEVELS, EpisodeForm
from unclench.web.diary.gathering import episode_from
from unclench.web.diary.models import RELIEFS, Dose, Episode, EpisodeEvent
from unclench.web.diary.times import NotATimeError, read_time
from unclench.web.figures.looks import build_of
from unclench.web.moment import Moment
from unclench.web.sessions.history import lasted
from unclench.web.toasts import leave_toast
from unclench.web.today import wishes
from unclench.web.today.offers import offer
from unclench.web.today.painmap import said, views
from unclench.wording import capital

GROUP_NAMES: dict[Group, str] = {
    "feel": "How it feels",
    "with": "With it",
    "aura": "Before or at its beginning",
    "one_sided_signs": "On the side that hurts",
}


# ── The page of one headache ──


@require_http_methods(["GET", "POST"])
def episode(request: PersonRequest, episode: UUID) -> HttpResponse:
    """What was noted, and what can still be said of it."""
    found = get_episode_for(request.user, episode)
    known = course.course_of(found)
    form = EpisodeForm.of(found, known)
    if request.method == "POST":
        form = EpisodeForm.read(request.POST, found, request.moment)
        if not form.errors:
            episodes.describe(found, request.moment, worst=form.pain, note=form.note, ended=form.ended)
            leave_toast(request, "Kept.")
            return redirect("episode", found.id)
    plain = episode_from(found, known)
    context = {
        "here": "diary",
        "episode": found,
        "clock": found.lived.clock,
        "ended": found.ended.clock if found.ended else None,
        "lasted": lasted(found.at, found.ended_at),
        "open": course.is_open(found, request.moment),
        "peak": plain.peak,
        "lines": lines_of(known),
        "places": said_places(known),
        "symptoms": said_symptoms(known),
        "chart": attack_chart(plain),
        "reliefs": RELIEFS,
        "after_min": [(minutes, minutes_name(minutes)) for minutes in AFTER_MIN],
        "things": course.things_to_try(request.user, request.moment),
        "medicines": course.medicines_to_take(request.user, request.moment),
        "levels": LEVELS,
        "noted": Moment(episodes.noted_at(found), request.moment.zone).clock,
        "added_later": episodes.was_added_later(found),
        "form": form,
    }
    return render(request, "diary/episode.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, as the page tells it."""

    clock: datetime
    what: str
    note: str
    undo: str
    play: UUID | None = None
    rate: str = ""
    """Where to say how it was; empty where there is nothing to rate."""
    rated: str = ""
    after_min: int | None = None

    @property
    def rated_words(self) -> str:
        words = RELIEF_NAMES.get(self.rated, "")
        return f"{words}, after {minutes_name(self.after_min)}" if words and self.after_min is not None else words


def lines_of(known: Course) -> tuple[Line, ...]:
    listed: list[EpisodeEvent | Dose] = [*known.readings, *known.tried, *known.doses]
    listed.sort(key=lambda one: (one.at, one.id))
    return tuple(_line(one, known) for one in listed)


def _line(one: EpisodeEvent | Dose, known: Course) -> Line:
    rating = known.ratings.get(one.id)
    rated, after_min = (rating.value, rating.minutes) if rating else ("", None)
    clock = one.lived.clock
    if isinstance(one, Dose):
        undo, rate = reverse("dose_undo", args=[one.id]), reverse("dose_rate", args=[one.id])
        return Line(clock, one.name, one.amount, undo, None, rate, rated, after_min)
    undo = reverse("event_undo", args=[one.id])
    if one.kind == "pain":
        return Line(clock, f"Pain {one.level} of 10", "", undo)
    return Line(clock, one.text, "", undo, one.play_id, reverse("event_rate", args=[one.id]), rated, after_min)


def said_places(known: Course) -> str:
    """With sides where they were said."""
    told = said({_spot(event): _level(event) for event in known.places if _is_spot(event)}, load_atlas())
    return capital(", ".join([*([told] if told else []), *(f"{name} (side not said)" for _, name in _sideless(known))]))


def _sideless(known: Course) -> list[tuple[EpisodeEvent, str]]:
    """Places of which nobody said the side, with their names."""
    regions = load_atlas().regions
    return [(event, regions[event.name].name.lower()) for event in known.places if event.name in regions]


def said_symptoms(known: Course) -> tuple[tuple[str, str], ...]:
    """In the order in which they are asked."""
    told = []
    for symptom in SYMPTOMS.values():
        event = known.symptoms.get(symptom.id)
        if event is not None:
            words = symptom.values.get(event.value, event.value).lower()
            more = f", {event.minutes} min" if event.minutes is not None else ""
            told.append((symptom.name, f"{words}{more}"))
    return tuple(told)


# ── Adding to it ──


@require_POST
def add_event(request: PersonRequest, episode: UUID) -> HttpResponse:
    """A reading, something tried, or a dose: now, or at a time that is given."""
    found = get_episode_for(request.user, episode)
    try:
        when = _when(request.POST.get("when", ""), found, request.moment)
    except NotATimeError as error:
        leave_toast(request, str(error))
        return redirect("episode", found.id)
    if "pain" in request.POST:
        if request.POST["pain"] not in LEVELS:
            raise BadRequest
        made: EpisodeEvent | Dose = course.read(found, int(request.POST["pain"]), when)
        text = f"Pain {request.POST['pain']}"
    elif "medicine" in request.POST:
        medicine = get_medicine_for(request.user, _uuid(request.POST["medicine"]))
        made = course.take(request.user, medicine, when, found)
        text = medicine.name
    else:
        try:
            text = course.as_written(request.POST.get("other", "") or request.POST.get("tried", ""))
        except NotOfferedError as error:
            leave_toast(request, str(error))
            return redirect("episode", found.id)
        made = course.tried(found, text, when)
    leave_toast(request, f"{text}, {when.clock:%H:%M}.", _undo_of(made))
    return redirect("episode", found.id)


def _when(text: str, found: Episode, moment: Moment) -> Moment:
    """Raises NotATimeError."""
    if not text.strip():
        if course.is_open(found, moment):
            return moment
        raise NotATimeError("When was it? It is no longer open, so it needs its time.")
    when = read_time(text, Moment(moment.at, found.zone))
    if when.at < found.at.replace(second=0, microsecond=0):
        raise NotATimeError("That is before it began.")
    return when if when.at > found.at else found.lived


def _undo_of(made: EpisodeEvent | Dose) -> str:
    return reverse("dose_undo" if isinstance(made, Dose) else "event_undo", args=[made.id])


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest from None


# ── One question at a time ──


@require_http_methods(["GET", "POST"])
def attack_say(request: PersonRequest, episode: UUID) -> HttpResponse:
    """Dim, one question, large answers. Nothing has to be answered."""
    found = get_episode_for(request.user, episode)
    known = course.course_of(found)
    if request.method == "POST":
        return _said(request, found, known)
    after, ask = request.GET.get("after", ""), request.GET.get("ask", "")
    question = asking.question_named(ask, found, known, request.moment) if ask else None
    if question is None:
        question = asking.next_question(found, known, request.moment, after or ask)
    context = {"episode": found, "question": question, "clock": found.lived.clock}
    return render(request, "diary/attack_say.html", context)


def _said(request: PersonRequest, found: Episode, known: Course) -> HttpResponse:
    about, answer = request.POST.get("about", ""), request.POST.get("answer", "")
    head, _, rest = about.partition(".")
    try:
        match head:
            case "pain" | "dose" | "tried":
                told = _told_of_now(request, found, head, answer)
            case "place":
                told = _told_of_a_place(request, found, known, rest, answer)
            case "rate" | "after":
                told = _told_of_relief(request, known, about, answer)
            case _:
                told = _told_of_a_symptom(request, found, known, about, answer)
    except (NotOfferedError, KeyError):
        raise BadRequest from None
    if told.made:
        first, *more = told.made
        leave_toast(request, told.text, f"{_undo_of(first)}?say{''.join(f'&with={one.id}' for one in more)}")
    onward = f"ask={told.ask}" if told.ask else f"after={asking.behind(about)}"
    return redirect(f"{reverse('attack_say', args=[found.id])}?{onward}")


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer made, how it is told, and what is asked because of it."""

    made: tuple[EpisodeEvent | Dose, ...] = ()
    text: str = ""
    ask: str = ""


def _told_of_now(request: PersonRequest, found: Episode, about: str, answer: str) -> Answered:
    when = course.told_at(found, request.moment)
    if about == "pain":
        if answer not in LEVELS:
            raise NotOfferedError(answer)
        return Answered((course.read(found, int(answer), when),), f"Pain {answer}.")
    if about == "dose":
        medicine = get_medicine_for(request.user, _uuid(answer))
        dose = course.take(request.user, medicine, when, found)
        return Answered((dose,), f"{medicine.name}, {when.clock:%H:%M}.")
    if answer not in course.things_to_try(request.user, request.moment):
        raise NotOfferedError(answer)
    return Answered((course.tried(found, answer, when),), f"{answer}, {when.clock:%H:%M}.")


def _told_of_a_place(request: PersonRequest, found: Episode, known: Course, region: str, answer: str) -> Answered:
    """The place is kept at once, so that it stays where the side is passed over; then its side."""
    name = next((name for name in PLACES if name == (region or answer)), None)
    if name is None:
        raise NotOfferedError(answer)
    sides = asking.sides_named(name, answer if region else asking.only_side(name))
    if not sides:
        if region:
            raise NotOfferedError(answer)
        is_told = any(region_of(event.name) == name for event in known.places)
        if is_told:
            return Answered(ask=f"place.{name}")
        return Answered((course.put_place(found, name, request.moment),), f"{PLACES[name]}.", f"place.{name}")
    made = tuple(course.put_place(found, f"{name}.{side}", request.moment) for side in sides)
    spots = {_spot(event): wishes.HURTS for event in made}
    return Answered(made, f"{said(spots, load_atlas()).replace(' (no number)', '')}.", "place")


def _told_of_relief(request: PersonRequest, known: Course, about: str, answer: str) -> Answered:
    head, _, rest = about.partition(".")
    what = next((one for one in asking.rateable(known) if str(one.id) == rest), None)
    if what is None:
        raise NotOfferedError(about)
    if head == "rate":
        made = course.rate(what, answer, request.moment)
        ask = f"after.{rest}" if answer in ("helpful", "somewhat") else ""
        return Answered((made,) if made else (), f"{asking.name_of(what)}: {RELIEF_NAMES[answer]}.", ask)
    rated = known.ratings.get(what.id)
    if rated is None or answer not in map(str, AFTER_MIN):
        raise NotOfferedError(answer)
    made = course.rate(what, rated.value, request.moment, int(answer))
    return Answered((made,) if made else (), f"{asking.name_of(what)}: after {minutes_name(int(answer))}.")


def _told_of_a_symptom(request: PersonRequest, found: Episode, known: Course, about: str, answer: str) -> Answered:
    head, _, rest = about.partition(".")
    if head == "aura" and answer in AURAS:
        made = course.notice(found, answer, "yes", request.moment, known.symptoms.get(answer))
        return Answered((made,) if made else (), f"{SYMPTOMS[answer].name}: noted.", f"{answer}.how")
    before = known.symptoms.get(head)
    if rest in ("how", "minutes"):
        if head not in AURAS or before is None:
            raise NotOfferedError(about)
        if rest == "minutes" and answer not in map(str, asking.AURA_LASTED_MIN):
            raise NotOfferedError(answer)
        value, minutes = (answer, before.minutes) if rest == "how" else (before.value, int(answer))
        made = course.notice(found, head, value, request.moment, before, when=before.lived, minutes=minutes)
        words = SYMPTOMS[head].values[answer].lower() if rest == "how" else minutes_name(minutes)
        next_one = f"{head}.minutes" if rest == "how" else "aura"
        return Answered((made,) if made else (), f"{SYMPTOMS[head].name}: {words}.", next_one)
    made = course.notice(found, about, answer, request.moment, before)
    words = SYMPTOMS[about].values[answer].lower()
    return Answered((made,) if made else (), f"{SYMPTOMS[about].name}: {words}.")


# ── Symptoms and places ──


@dataclass(frozen=True, slots=True)
class Asked:
    symptom: Symptom
    answers: tuple[tuple[str, str], ...]
    said: str
    minutes: int | None
    began: str


@require_http_methods(["GET", "POST"])
def symptoms(request: PersonRequest, episode: UUID) -> HttpResponse:
    """All of them on one page. What is not touched stays unsaid."""
    found = get_episode_for(request.user, episode)
    known = course.course_of(found)
    problem = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                for symptom in SYMPTOMS.values():
                    _notice(request, found, known, symptom)
        except NotOfferedError:
            raise BadRequest from None
        except NotATimeError as error:
            problem = str(error)
        else:
            leave_toast(request, "Kept.")
            return redirect("episode", found.id)
    groups = []
    for group, name in GROUP_NAMES.items():
        asked = [_asked(symptom, known, found) for symptom in SYMPTOMS.values() if symptom.group == group]
        groups.append((name, group in ("feel", "with") or any(one.said for one in asked), asked))
    context = {"here": "diary", "episode": found, "clock": found.lived.clock, "groups": groups, "problem": problem}
    return render(request, "diary/symptoms.html", context, status=422 if problem else 200)


def _notice(request: PersonRequest, found: Episode, known: Course, symptom: Symptom) -> None:
    if symptom.id not in request.POST:
        return
    before = known.symptoms.get(symptom.id)
    began = request.POST.get(f"{symptom.id}.began", "").strip()
    kept = before is not None and began == f"{before.lived.clock:%Y-%m-%dT%H:%M}"
    when = None
    if before is not None and (kept or not began):
        when = before.lived
    elif began:
        # An aura may come first, so the time is not held against the onset.
        when = read_time(began, Moment(request.moment.at, found.zone))
    minutes = _minutes(request.POST.get(f"{symptom.id}.minutes", "")) if symptom.minutes else None
    course.notice(found, symptom.id, request.POST[symptom.id], request.moment, before, when=when, minutes=minutes)


def _minutes(text: str) -> int | None:
    """Raises NotATimeError."""
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 0 < int(text) <= 7 * 24 * 60:
        raise NotATimeError("Minutes are a whole number, such as 20.")
    return int(text)


def _asked(symptom: Symptom, known: Course, found: Episode) -> Asked:
    before = known.symptoms.get(symptom.id)
    timed = before is not None and symptom.minutes and before.at != found.at
    return Asked(
        symptom,
        tuple(symptom.values.items()),
        before.value if before else "",
        before.minutes if before else None,
        f"{before.lived.clock:%Y-%m-%dT%H:%M}" if before and timed else "",
    )


@require_http_methods(["GET", "POST"])
@gzip_page  # the drawings of the map are most of it
def places(request: PersonRequest, episode: UUID) -> HttpResponse:
    """Where it hurts, on the map that Today has."""
    found = get_episode_for(request.user, episode)
    known = course.course_of(found)
    if request.method == "POST":
        spots = wishes.read_form(request.POST, load_atlas()).spots
        levels = {spot.key: None if level == wishes.HURTS else int(level) for spot, level in spots.items()}
        course.put_places(found, levels, request.moment)
        leave_toast(request, "Kept.")
        return redirect("episode", found.id)
    form = wishes.Form(spots={_spot(event): _level(event) for event in known.places if _is_spot(event)})
    context = {
        "here": "diary",
        "episode": found,
        "clock": found.lived.clock,
        "sideless": [(event, capital(name)) for event, name in _sideless(known)],
        "offer": offer(form, {}, (), load_atlas()),
        "views": views(build_of(request.user)),
        "levels": LEVELS,
    }
    return render(request, "diary/places.html", context)


def _is_spot(event: EpisodeEvent) -> bool:
    """A place that the atlas still has."""
    return event.name in wishes.spots_by_key(load_atlas())


def _spot(event: EpisodeEvent) -> wishes.Spot:
    return wishes.spots_by_key(load_atlas())[event.name]


def _level(event: EpisodeEvent) -> str:
    return wishes.HURTS if event.level is None else str(event.level)


# ── Taking back and rating ──


@require_POST
def event_undo(request: PersonRequest, event: UUID) -> HttpResponse:
    found = get_any_event_for(request.user, event)
    for one in (found, *_with(request)):
        course.undo(one, request.moment)
    return _taken_back(request, found, "event_redo")


def _with(request: PersonRequest) -> list[EpisodeEvent]:
    """What was said by the same tap."""
    return [get_any_event_for(request.user, _uuid(name)) for name in request.GET.getlist("with")]


@require_POST
def event_redo(request: PersonRequest, event: UUID) -> HttpResponse:
    found = get_any_event_for(request.user, event)
    for one in (found, *_with(request)):
        course.redo(one, request.moment)
    leave_toast(request, "It is back.")
    return _back(request, found)


@require_POST
def event_rate(request: PersonRequest, event: UUID) -> HttpResponse:
    found = get_any_event_for(request.user, event)
    if found.kind != "tried":
        raise BadRequest
    return _rate(request, found)


@require_POST
def dose_undo(request: PersonRequest, dose: UUID) -> HttpResponse:
    found = get_any_dose_for(request.user, dose)
    course.undo(found, request.moment)
    return _taken_back(request, found, "dose_redo")


@require_POST
def dose_redo(request: PersonRequest, dose: UUID) -> HttpResponse:
    found = get_any_dose_for(request.user, dose)
    course.redo(found, request.moment)
    leave_toast(request, "It is back.")
    return _back(request, found)


@require_POST
def dose_rate(request: PersonRequest, dose: UUID) -> HttpResponse:
    return _rate(request, get_any_dose_for(request.user, dose))


def _rate(request: PersonRequest, what: EpisodeEvent | Dose) -> HttpResponse:
    try:
        minutes = _minutes(request.POST.get("after", ""))
        made = course.rate(what, request.POST.get("relief", ""), request.moment, minutes)
    except (NotOfferedError, NotATimeError):
        raise BadRequest from None
    said = RELIEF_NAMES.get(request.POST.get("relief", ""), "no answer")
    leave_toast(request, f"{asking.name_of(what)}: {said}.", _undo_of(made) if made else "")
    return _back(request, what)


def _taken_back(request: PersonRequest, found: EpisodeEvent | Dose, redo: str) -> HttpResponse:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    leave_toast(request, "Taken back.", f"{reverse(redo, args=[found.id])}{query}")
    return _back(request, found)


def _back(request: PersonRequest, found: EpisodeEvent | Dose) -> HttpResponse:
    if found.episode is None or found.episode.deleted_at is not None:
        return redirect("medicines")
    return redirect("attack_say" if "say" in request.GET else "episode", found.episode.id)
