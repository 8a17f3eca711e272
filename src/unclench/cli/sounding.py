"""How a session is to sound, as one types it: who speaks, what is heard under it, and whose recorded lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unclench.cli.options import F, gathered

if TYPE_CHECKING:
    from unclench.atlas import Atlas
    from unclench.composer.types import Session
    from unclench.guide.audio import AudioReport
    from unclench.guide.sounds import Bed
    from unclench.guide.tags import Tags
    from unclench.guide.types import Density, Heard, Score
    from unclench.guide.voice import Voice


@dataclass(frozen=True)
class SoundWords:
    """The options of a command about its sound, as typed."""

    voice: str
    recordings: Path | None
    bed: Bed
    metronome: bool
    introduction: bool
    lines: Path | None


def sound_options(function: F) -> F:
    """The options of SoundWords; handed on as one `sounds` argument."""

    def command(**options: Any) -> Any:
        own = {name: options.pop(name) for name in SoundWords.__dataclass_fields__}
        return function(sounds=SoundWords(**own), **options)

    return gathered(function, command, _OPTIONS)


_OPTIONS = [
    click.option(
        "--voice", default="", metavar="NAME", help="An installed voice for --audio: see `unclench voice list`."
    ),
    click.option(
        "--recordings",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="Recorded lines that stand in for the voice in --audio, named as --lines names them.",
    ),
    click.option(
        "--bed",
        type=click.Choice(["off", "soft"]),
        default="off",
        show_default=True,
        help="Soft noise under it, in --audio.",
    ),
    click.option(
        "--metronome/--no-metronome", default=True, help="Ticks at the pace of the strokes; on if you do not say."
    ),
    click.option(
        "--introduction/--no-introduction",
        default=True,
        help="Before the session: what to see to, how to lie, what the sounds mean; on if you do not say.",
    ),
    click.option(
        "--lines",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="Make a folder to record into: each line with the name of its file.",
    ),
]


def check_sound(sounds: SoundWords, audio: Path | None) -> None:
    """Refuse what cannot be, before any work is done."""
    if audio is None:
        for name, given in (("--voice", sounds.voice), ("--recordings", sounds.recordings)):
            if given:
                raise click.UsageError(f"{name} goes with --audio FILE.")
    if sounds.voice:
        from unclench.guide.voices import InstallError, find

        try:
            find(sounds.voice)
        except InstallError as error:
            raise click.BadParameter(str(error), param_hint="--voice") from None


def heard_as_wished(session: Session, density: Density, sounds: SoundWords, atlas: Atlas) -> Score:
    """What is said in the file of --audio, and so in the captions and the lines to record."""
    if sounds.introduction:
        from unclench.guide.introduction import heard_alone

        return heard_alone(session, density=density, atlas=atlas, ticks=sounds.metronome)
    from unclench.guide.score import score

    heard: Heard = "with_ticks" if sounds.metronome else "without_ticks"
    return score(session, density=density, atlas=atlas, heard=heard)


def write_lines(score: Score, folder: Path) -> None:
    from unclench.guide.recordings import SCRIPT, lines_of, script_text

    lines = lines_of(score)
    path = folder / SCRIPT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(script_text(lines), encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(path), error.strerror or "cannot be written") from None
    click.echo(f"Lines: {path}, {len(lines)} to record, each as NAME.wav beside it (or .flac, .ogg, .mp3).", err=True)


def render_as_wished(score: Score, path: Path, sounds: SoundWords, tags: Tags) -> AudioReport:
    """Raises AudioError and VoiceError. An installed voice that fails is said, and Unclench's own speaks instead."""
    from unclench.guide.audio import Mix, render
    from unclench.guide.voice import VoiceError
    from unclench.guide.voices import OWN

    mix = Mix(sounds.bed, sounds.metronome)
    try:
        return render(score, path, voice=_voice(sounds, sounds.voice, score), mix=mix, tags=tags)
    except VoiceError as error:
        if sounds.voice == OWN:
            raise
        click.echo(f"{error} Unclench’s own voice speaks instead.", err=True)
    return render(score, path, voice=_voice(sounds, OWN, score), mix=mix, tags=tags)


def _voice(sounds: SoundWords, name: str, score: Score) -> Voice | None:
    """None: the usual one."""
    from unclench.guide.recordings import RecordedVoice, lines_of, read_folder
    from unclench.guide.voices import OWN, speaker

    if sounds.recordings is None:
        return None if name == OWN else speaker(name, score.lang)
    clips, refused = read_folder(sounds.recordings, lines_of(score))
    for each in refused:
        click.echo(f"{each.name}: {each.why}", err=True)
    click.echo(f"Recorded lines: {len(clips)} of {len(lines_of(score))}.", err=True)
    return RecordedVoice(clips, speaker(name, score.lang))
