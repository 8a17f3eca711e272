"""`unclench session`: screen, compose, guide, from one line.

Exit codes: 0 a plan; 1 a file could not be read, or the output not written; 2 input that is not understood; 3 an
emergency, one that still stands, or nothing that may be done today; 4 nothing fits; 5 the independent checker refused
the plan.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.search import find
from unclench.atlas.types import PLACES, POSITIONS, ComplaintId, Giver, Place, Position, Side
from unclench.cli.options import audio_option, density_option, profile_option
from unclench.cli.reading import (
    GIVER_CHOICE,
    INPUT_ERRORS,
    SafetyWords,
    bad_input,
    check_agreement,
    check_places,
    read_answers,
    read_pains,
    safety_options,
    urgent_lines,
)
from unclench.cli.sounding import SoundWords, check_sound, sound_options
from unclench.cli.taking import TakenWords, check_taken, taken_options, write_taken
from unclench.cli.terminal import beside
from unclench.cli.wishing import WishWords, read_questions, read_spot, wish_options, with_wishes
from unclench.cli.writing import write_whole
from unclench.composer.one_side import on_side
from unclench.composer.types import NotClearedError, NothingFitsError, RefusedError, Request
from unclench.safety import load_rules, screen
from unclench.safety.types import Answers, Clearance

if TYPE_CHECKING:
    from unclench.composer.types import Session
    from unclench.guide.types import Density, Score

USUAL_MINUTES = 10
NOT_TODAY, NOTHING_FITS, REFUSED = 3, 4, 5


@click.command("session")
@click.option(
    "--complaint",
    multiple=True,
    metavar="NAME",
    help="What it is: tension-headache, neck-pain …",
)
@click.option(
    "--template", metavar="NAME", help="A published protocol: moraska2015 …; it brings complaint, minutes and hands."
)
@click.option("--minutes", type=click.IntRange(3, 60), help="How long you have; 10 if you do not say.")
@click.option("--giver", type=GIVER_CHOICE, help="Whose hands; your own if you do not say.")
@click.option(
    "--position",
    type=click.Choice(POSITIONS),
    help="How you sit or lie; left open, the better one is chosen.",
)
@click.option("--then", type=click.Choice(POSITIONS), help="Change to this position once, on the way.")
@click.option("--place", type=click.Choice(PLACES), help="Where you are.")
@click.option(
    "--side",
    type=click.Choice(["left", "right"]),
    help="It is on this side: head and neck of the complaint hurt there.",
)
@click.option(
    "--pain", multiple=True, metavar="PLACE[:SIDE]=N", help="Where it hurts, 0 to 10: temple=6, nape:right=4."
)
@click.option("--pressure-cap", type=click.IntRange(0, 10), default=10, help="Never firmer than this, 0 to 10.")
@click.option("--deep", is_flag=True, help="You like it firm (within the limits).")
@click.option("--sore-thumbs", is_flag=True, help="The giver's thumbs need sparing.")
@click.option("--mind-only", is_flag=True, help="No hands at all: breath, attention, rest.")
@click.option(
    "--hands-only",
    is_flag=True,
    help="No guided attention beside the hands. No session if hands may not work today (exit 3) or find nothing to do "
    "(exit 4).",
)
@click.option("--bedtime", is_flag=True, help="Before sleep: slower, a long rest, no bell at the end.")
@click.option(
    "--with",
    "wanted",
    multiple=True,
    metavar="TECHNIQUE",
    help="Include it if it is allowed: warm-compress …",
)
@click.option("--without", multiple=True, metavar="TECHNIQUE[@PLACE]", help="Leave this out, everywhere or there.")
@wish_options
@safety_options
@profile_option
@click.option(
    "--seed",
    type=click.IntRange(-(2**53) + 1, 2**53 - 1),
    default=0,
    help="Decides --vary and --stance exploring; the same request and seed give the same bytes.",
)
@click.option(
    "--explain", is_flag=True, help="Also: what five more minutes would bring, and what nearly took each step's place."
)
@click.option(
    "--why-not",
    multiple=True,
    metavar="[TECHNIQUE][@PLACE]",
    help="Also: why this is not in it, or nothing at that place, and what it would cost.",
)
@density_option
@sound_options
@click.option("--json", "as_json", is_flag=True, help="The plan as an Open Massage Session.")
@audio_option
@click.option(
    "--vtt",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What is said, as captions.",
)
@taken_options
def command(
    *,
    complaint: tuple[str, ...],
    template: str | None,
    minutes: int | None,
    giver: Giver | None,
    position: Position | None,
    then: Position | None,
    place: Place | None,
    side: Side | None,
    pain: tuple[str, ...],
    pressure_cap: int,
    deep: bool,
    sore_thumbs: bool,
    mind_only: bool,
    hands_only: bool,
    bedtime: bool,
    wanted: tuple[str, ...],
    without: tuple[str, ...],
    wishes: WishWords,
    safety: SafetyWords,
    profile: Path | None,
    seed: int,
    explain: bool,
    why_not: tuple[str, ...],
    density: Density,
    sounds: SoundWords,
    as_json: bool,
    audio: Path | None,
    vtt: Path | None,
    taken: TakenWords,
) -> None:
    """Compose a session: safe for you today, in the time you have.

    \b
    unclench session --complaint tension-headache --minutes 10 --pain temple=6
    unclench session --complaint neck-pain --giver partner --minutes 20 --audio tonight.opus --sheet tonight.pdf
    unclench session --complaint migraine-day-after --side right --giver partner --minutes 20
        --position supine --oil none --softer back-of-the-neck
    """
    from unclench.cli.profile import moment_of, past_in, read_profile, together, with_times

    check_outputs(as_json, audio, vtt, taken)
    check_sound(sounds, audio)
    # Hands that a protocol brings may be anybody's.
    honour_standing_emergency(giver or ("partner" if template else "self"), as_json)
    atlas, rules = load_atlas(), load_rules()
    try:
        complaints = tuple(dict.fromkeys(find(atlas, "complaints", text).id for text in complaint))
        spots = tuple(read_spot(text, atlas) for text in without)
        base = _base(complaints, template, minutes, giver)
        complaints = base.complaints
        request = replace(
            base,
            position=position or base.position,
            then=then,
            place=place,
            pains=on_side(read_pains(pain, atlas), side, complaints, atlas),
            mind_only=mind_only or base.mind_only,
            hands_only=hands_only,
            bedtime=bedtime or "poor_sleep" in complaints,
            pressure_cap=pressure_cap,
            likes_deep=deep,
            sore_thumbs=sore_thumbs,
            wanted=(*base.wanted, *(find(atlas, "techniques", text).id for text in wanted)),
            without=tuple(spot.technique for spot in spots if spot.region is None),
            barred=tuple(spot for spot in spots if spot.region),
            seed=seed,
        )
        request = with_wishes(request, wishes, atlas)
        questions = read_questions(why_not, atlas)
        implied = [fact for name in complaints for fact in atlas.complaints[name].implies]
        if request.oil not in (None, "plain"):
            safety = replace(safety, facts=(*safety.facts, f"{request.oil}=yes"))
        known = read_profile(profile) if profile else None
        now = moment_of(known)
        if known is None:
            answers = read_answers(safety, atlas, rules, implied)
        else:
            safety = together(safety, known)
            answers = with_times(safety, known, now, atlas, rules, implied=implied)
        check_agreement(answers, request.giver)
        clearance = screen(
            answers,
            giver=request.giver,
            complaints=complaints,
            now=now,
            past=past_in(known, now, atlas),
            atlas=atlas,
            rules=rules,
        )
        check_places(answers, clearance)
    except INPUT_ERRORS as error:
        raise bad_input(error) from None
    from unclench.cli.show_clearance import print_urgent

    print_urgent(urgent_lines(safety, rules), clearance, as_json)
    session = _composed(request, clearance, atlas, as_json)
    give_out(
        session, clearance, answers, atlas, density, sounds=sounds, as_json=as_json, audio=audio, vtt=vtt, taken=taken
    )
    if explain or questions:
        from unclench.cli.explaining import print_explanations

        print_explanations(session, clearance, atlas, questions, everything=explain)


def _base(
    complaints: tuple[ComplaintId, ...], template: str | None, minutes: int | None, giver: Giver | None
) -> Request:
    """What the session is for, how long, in whose hands: as asked, or as in a published protocol."""
    if template is None:
        if not complaints:
            raise ValueError("say what it is about: --complaint, or --template for a published protocol")
        return Request(complaints, minutes or USUAL_MINUTES, giver or "self")
    from unclench.composer.templates import find_template, request_of

    opened = request_of(find_template(template), giver)
    return replace(opened, complaints=complaints or opened.complaints, minutes=minutes or opened.minutes)


def check_outputs(as_json: bool, audio: Path | None, vtt: Path | None, taken: TakenWords) -> None:
    """Refuse what cannot be written before any work is done."""
    check_taken(taken)
    if as_json and (audio or vtt or taken.files):
        raise click.UsageError("--json writes to the terminal; use it without --audio, --vtt, --sheet and --share.")
    options = {"--audio": audio, "--vtt": vtt, "--sheet": taken.sheet, "--share": taken.share}
    named = [(name, path) for name, path in options.items() if path]
    for (one, path), (other, same) in combinations(named, 2):
        if _same_file(path, same):
            raise click.UsageError(f"{one} and {other} name the same file.")
    for file in (audio, vtt):
        if file and file.exists() and not file.is_file():
            raise click.UsageError(f"{file} is no ordinary file.")
    if audio:
        from unclench.guide.audio import AudioError, codec_of

        try:
            codec_of(audio)
        except AudioError as error:
            raise bad_input(error) from None


def honour_standing_emergency(giver: Giver, as_json: bool) -> None:
    """An emergency that was named in the app closes this door as well. Who receives from other hands is not known here,
    so that of any receiver does.
    """
    from unclench.safety.standing import StandingError, standing
    from unclench.web.folder import database

    try:
        stands = standing(database(), receivers=giver != "self")
    except StandingError as error:
        raise click.ClickException(str(error)) from None
    if stands is None:
        return
    from unclench.cli.show_clearance import print_standing, standing_json

    if as_json:
        click.echo(standing_json(stands))
    else:
        print_standing(stands)
    sys.exit(NOT_TODAY)


def _same_file(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return os.path.normcase(one.resolve()) == os.path.normcase(other.resolve())


def _composed(request: Request, clearance: Clearance, atlas: Atlas, as_json: bool) -> Session:
    from unclench.composer.composing import compose

    try:
        return compose(request, clearance, atlas=atlas)
    except NotClearedError as error:
        refuse(NOT_TODAY, error.kind, str(error), clearance, as_json)
    except NothingFitsError as error:
        refuse(NOTHING_FITS, "nothing_fits", str(error), clearance, as_json)
    except RefusedError as error:
        refuse(REFUSED, "refused", f"The checker refused this plan; it is not shown. {error}", clearance, as_json)
    except INPUT_ERRORS as error:
        raise bad_input(error) from None


def refuse(code: int, kind: str, message: str, clearance: Clearance, as_json: bool) -> NoReturn:
    from unclench.cli.show_clearance import print_refusal, refusal_json

    if as_json:
        click.echo(refusal_json(kind, message, clearance))
    else:
        print_refusal(kind, message, clearance)
    sys.exit(code)


def give_out(
    session: Session,
    clearance: Clearance,
    answers: Answers,
    atlas: Atlas,
    density: Density,
    *,
    sounds: SoundWords,
    as_json: bool,
    audio: Path | None,
    vtt: Path | None,
    taken: TakenWords,
) -> None:
    if not as_json:
        from unclench.cli.show_session import print_session

        print_session(session, clearance, answers, atlas)
    write_taken(session, clearance, atlas, density, taken)
    if not (as_json or audio or vtt or sounds.lines):
        return
    if as_json:
        from unclench.cli.show_clearance import warn

        warn(clearance, answers, atlas)
        _print_json(session, density, atlas)
    if not (audio or vtt or sounds.lines):
        return
    from unclench.cli.sounding import heard_as_wished, write_lines

    written = heard_as_wished(session, density, sounds, atlas)
    if vtt:
        _write_captions(written, vtt)
    if sounds.lines:
        write_lines(written, sounds.lines)
    if audio:
        _write_audio(session, written, sounds, atlas, audio)


def _print_json(session: Session, density: Density, atlas: Atlas) -> None:
    from unclench.guide.canonical import canonical_json
    from unclench.guide.oms import to_oms
    from unclench.guide.score import score

    # Whoever takes it elsewhere agrees on a word of their own.
    session = replace(session, safety=replace(session.safety, stop_word=""))
    click.echo(canonical_json(to_oms(session, score(session, density=density, atlas=atlas))).decode(), nl=False)


def _write_captions(score: Score, path: Path) -> None:
    from unclench.guide.captions import to_vtt

    write_whole(path, to_vtt(score).encode())
    click.echo(f"Captions: {path}", err=True)


def _write_audio(session: Session, score: Score, sounds: SoundWords, atlas: Atlas, path: Path) -> None:
    from unclench.cli.sounding import render_as_wished
    from unclench.composer.telling import title
    from unclench.guide.audio import AudioError
    from unclench.guide.tags import tags_of
    from unclench.guide.voice import VoiceError

    try:
        with beside().status("Speaking the session …"):
            made = render_as_wished(score, path, sounds, tags_of(session, score, title(session, atlas)))
    except (AudioError, VoiceError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.FileError(str(path), error.strerror or "cannot be written") from None
    minutes, seconds = divmod(made.duration_ms // 1000, 60)
    click.echo(f"Audio: {path} ({minutes}:{seconds:02}, {made.size_bytes / 1e6:.1f} MB)", err=True)
