"""The entry point and its help."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from tests.cli.command import flat, process, run
from unclench.cli.main import COMMANDS, unclench


def commands(command: click.Command, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that lead to it."""
    yield way, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*way, name))


EVERY = list(commands(unclench))
OPTIONS = [(way, option) for way, command in EVERY for option in command.params if isinstance(option, click.Option)]


def words(way: tuple[str, ...]) -> str:
    return " ".join(way) or "unclench"


@pytest.mark.parametrize("way", [way for way, _ in EVERY], ids=words)
def test_help_is_there_for_every_command(way: tuple[str, ...]) -> None:
    result = run(*way, "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Usage: unclench")


@pytest.mark.parametrize("way", [way for way, _ in EVERY], ids=words)
def test_a_short_h_helps_too(way: tuple[str, ...]) -> None:
    assert run(*way, "-h").output == run(*way, "--help").output


@pytest.mark.parametrize(
    ("way", "option"), OPTIONS, ids=lambda part: words(part) if isinstance(part, tuple) else str(part.name)
)
def test_help_tells_in_words_what_an_option_does(way: tuple[str, ...], option: click.Option) -> None:
    helped = flat(run(*way, "--help").output)
    assert option.opts[0] in helped
    assert option.help
    assert flat(option.help.replace("\b", "")).split(" ", maxsplit=1)[0] in helped


def test_help_names_every_command_with_what_it_is_for() -> None:
    helped = flat(run("--help").output)
    for name, (_, text) in COMMANDS.items():
        assert f"{name} {text}" in helped


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_list_of_commands_says_what_the_command_says(name: str) -> None:
    command = unclench.get_command(click.Context(unclench), name)
    assert command is not None
    assert (command.help or "").split("\n", maxsplit=1)[0] == COMMANDS[name][1]


def test_a_mistyped_command_names_the_nearest() -> None:
    result = run("sesion")
    assert result.exit_code == 2
    assert "Did you mean session?" in result.output


def test_an_unknown_setting_stops_with_2_and_names_the_nearest() -> None:
    ended = process("screen", UNCLENCH_DAT="here")
    assert ended.returncode == 2
    assert "UNCLENCH_DATA" in ended.stderr
    assert ended.stdout == ""


def test_an_empty_setting_stops_with_2() -> None:
    ended = process("screen", UNCLENCH_DATA="")
    assert ended.returncode == 2
    assert "UNCLENCH_DATA is set but empty" in ended.stderr


def test_the_version_is_a_line() -> None:
    assert run("--version").output == "unclench, version 0.1.0\n"
