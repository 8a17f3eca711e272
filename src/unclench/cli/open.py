"""`unclench open`: a session from outside, after the receiver's own safety check.

Exit codes: 0 it is opened; 1 the file could not be read; 2 input that is not understood, or the short list of
emergencies not answered; 3 an emergency, one that still stands, or nothing that may be done today; 4 what is left of it
is too little; 5 the file is not in order, or asks for what is not known here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from unclench.atlas import load_atlas
from unclench.atlas.search import find
from unclench.cli.options import audio_option, density_option, profile_option
from unclench.cli.reading import (
    INPUT_ERRORS,
    SafetyWords,
    bad_input,
    check_agreement,
    check_places,
    read_answers,
    safety_options,
    urgent_lines,
)
from unclench.cli.session import NOT_TODAY, NOTHING_FITS, check_outputs, give_out, honour_standing_emergency, refuse
from unclench.cli.sounding import SoundWords, check_sound, sound_options
from unclench.cli.taking import TakenWords, taken_options
from unclench.cli.terminal import beside
from unclench.composer.types import NotClearedError, NothingFitsError
from unclench.guide.types import Density
from unclench.guide.validate import Problem
from unclench.safety import load_rules, screen

NOT_IN_ORDER = 5


@click.command("open")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--complaint", multiple=True, metavar="NAME", help="What it is for, for you: tension-headache, neck-pain …"
)
@click.option("--pressure-cap", type=click.IntRange(0, 10), default=10, help="Never firmer than this, 0 to 10.")
@click.option(
    "--none-of-these",
    is_flag=True,
    help="None of the emergency signs is there now. Left out, they are asked one and all before anything is opened.",
)
@safety_options
@profile_option
@density_option
@click.option(
    "--json", "as_json", is_flag=True, help="The session as it may be played here, as an Open Massage Session."
)
@audio_option
@click.option(
    "--vtt", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="What is said, as captions."
)
@sound_options
@taken_options
def command(
    *,
    file: Path,
    complaint: tuple[str, ...],
    pressure_cap: int,
    none_of_these: bool,
    safety: SafetyWords,
    profile: Path | None,
    density: Density,
    as_json: bool,
    audio: Path | None,
    vtt: Path | None,
    sounds: SoundWords,
    taken: TakenWords,
) -> None:
    """Open a session from a file: your own safety comes first.

    What is not for you today is taken out or made softer, and it says so. No word of the file is shown or spoken, only
    what the atlas knows.

    \b
    unclench open theirs.oms.json
    unclench open theirs.oms.json --none-of-these --condition blood-thinners --audio tonight.opus
    """
    from unclench.cli.profile import moment_of, past_in, read_profile, together, with_times
    from unclench.guide.opening import NotOpenedError, offer_of, opened, request_for
    from unclench.guide.reading import look_at

    check_outputs(as_json, audio, vtt, taken)
    check_sound(sounds, audio)
    atlas, rules = load_atlas(), load_rules()
    try:
        looked = look_at(file)
    except OSError as error:
        raise click.FileError(str(file), error.strerror or "cannot be read") from None
    if looked.data is None:
        _not_opened(file, looked.problems)
    try:
        offer = offer_of(looked.data, atlas)
    except NotOpenedError as error:
        _not_opened(file, error.problems)
    honour_standing_emergency(offer.giver, as_json)
    try:
        complaints = tuple(dict.fromkeys(find(atlas, "complaints", text).id for text in complaint))
        request = request_for(offer, complaints, pressure_cap=pressure_cap)
        implied = [fact for name in complaints for fact in atlas.complaints[name].implies]
        known = read_profile(profile) if profile else None
        now = moment_of(known)
        if known is None:
            answers = read_answers(safety, atlas, rules, implied)
        else:
            safety = together(safety, known)
            answers = with_times(safety, known, now, atlas, rules, implied=implied)
        check_agreement(answers, request.giver)
        past = past_in(known, now, atlas)
        clearance = screen(
            answers, giver=request.giver, complaints=complaints, now=now, past=past, atlas=atlas, rules=rules
        )
        check_places(answers, clearance)
    except INPUT_ERRORS as error:
        raise bad_input(error) from None
    from unclench.cli.show_clearance import print_urgent

    print_urgent(urgent_lines(safety, rules), clearance, as_json)
    if not none_of_these and clearance.verdict != "emergency":
        _ask_short_list()
    try:
        session = opened(offer, request, clearance, atlas)
    except NotClearedError as error:
        refuse(NOT_TODAY, error.kind, str(error), clearance, as_json)
    except NothingFitsError as error:
        refuse(NOTHING_FITS, "nothing_fits", str(error), clearance, as_json)
    give_out(
        session, clearance, answers, atlas, density, sounds=sounds, as_json=as_json, audio=audio, vtt=vtt, taken=taken
    )


def _ask_short_list() -> None:
    """Before anything of it is shown or spoken."""
    from unclench.guide.handout import short_list

    out = beside()
    out.print("Before it is opened: is any of this true now, or are you not sure?", style="bold")
    for sign in short_list():
        out.print(f"  • {sign}", markup=False)
    if not is_answered():
        raise click.UsageError("Not answered. If none of this is true, add --none-of-these.")
    if click.confirm("Is any of it true, or may it be?", default=True, err=True):
        from unclench.cli.show_clearance import EMERGENCY

        out.print(EMERGENCY)
        sys.exit(NOT_TODAY)


def is_answered() -> bool:
    """Whether somebody sits at the other end."""
    return sys.stdin.isatty()


def _not_opened(file: Path, problems: tuple[Problem, ...]) -> NoReturn:
    for one in problems:
        click.echo(f"{file}: {one.where}: {one.text} ({one.rule})" if one.where else f"{file}: {one.text}", err=True)
    click.echo("Nothing of it is opened. More: unclench validate FILE", err=True)
    sys.exit(NOT_IN_ORDER)
