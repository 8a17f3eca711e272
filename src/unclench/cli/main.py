"""`unclench`: the entry point. Commands are imported only when they run, so `unclench --version` stays quick."""

from __future__ import annotations

import errno
import importlib
import os
import sys

import click

from unclench.cli.streams import make_patient
from unclench.settings import SettingsError, check_environment

COMMANDS = {
    "serve": ("unclench.cli.serve", "Open Unclench in the browser. Nothing leaves this machine."),
    "pair": ("unclench.cli.pair", "Let a phone at home in: point its camera at the code."),
    "session": ("unclench.cli.session", "Compose a session: safe for you today, in the time you have."),
    "open": ("unclench.cli.open", "Open a session from a file: your own safety comes first."),
    "validate": ("unclench.cli.validate", "Check a file: is it an Open Massage Session in order?"),
    "screen": ("unclench.cli.screen", "Ask the safety rules alone: what is fine today, and what is not?"),
    "voice": ("unclench.cli.voice", "Voices to install, and lines recorded in a voice of your own."),
    "stop": ("unclench.cli.stop", "Something feels wrong: what to do now."),
    "history": ("unclench.cli.history", "What has been: sessions and headaches, newest first."),
    "log": ("unclench.cli.log", "Write something down: a headache, a clear day, a dose, what a day was like."),
    "measure": ("unclench.cli.measure", "What you follow on yourself: list it, record it, see how it went."),
    "diary": (
        "unclench.cli.diary",
        "Headache days in each 28, medicine days beside the published limits, and what the entries fit.",
    ),
    "export": ("unclench.cli.export", "Everything that is kept of you, in one file; also while the app is running."),
    "import": ("unclench.cli.import_", "Take in a file that an export has made; what is here stays as it is."),
    "backup": ("unclench.cli.backup", "A copy of everything, read back and compared; also while the app is running."),
    "restore": ("unclench.cli.restore", "Put a backup in the place of what is here; the app has to be stopped."),
    "erase": ("unclench.cli.erase", "Erase everything of you from this machine; it cannot be undone."),
    "trial": ("unclench.cli.trial", "A fair test on one person: plan it, draw it, read it, say what it found."),
    "atlas": (
        "unclench.cli.atlas",
        "Look up regions, points, muscles, techniques, complaints, sources; find trigger points.",
    ),
    "evidence": ("unclench.cli.evidence", "What is said about massage and mindfulness, and what is known of it."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from unclench.names import did_you_mean, nearest_names

            nearest = nearest_names(args[0], list(COMMANDS))
            hint = did_you_mean(nearest)
            raise click.UsageError(f"{error.message.rstrip('.')}.{hint}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="unclench", prog_name="unclench")
def unclench() -> None:
    """Massage and mindfulness for head, face, neck and shoulders.

    Say where it hurts and how long you have: Unclench checks that it is safe, composes a session of massage and
    mindfulness, and guides you through it by voice. A self-care tool: it does not diagnose or treat, and no clinician
    has signed its rules yet. Nothing leaves this machine.
    """


def main() -> None:
    """Run the command line. Exits with 2 for a setting that is not understood, and with 1 where output was lost."""
    streams = make_patient()
    try:
        check_environment(os.environ)
        unclench(prog_name="unclench")
    except SettingsError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except SystemExit as end:
        failures = [stream.failure for stream in streams if stream.failure]
        for failure in failures:
            if failure.errno != errno.EPIPE:  # who closed a pipe has read enough
                click.echo(f"Error: the output could not be written: {failure.strerror}", err=True)
        if failures and not end.code:
            sys.exit(1)
        raise


if __name__ == "__main__":
    main()
