"""`unclench atlas`: look things up."""

from __future__ import annotations

import json
from typing import get_args

import click

from unclench.atlas import load_atlas
from unclench.atlas.referral import SideError, muscles_referring_to, sides_of, zones_of
from unclench.atlas.search import find, search
from unclench.atlas.types import SIDES, Kind, Side
from unclench.atlas.words import SINGULAR
from unclench.names import NotKnownError, nearest_names
from unclench.plain import to_plain

KINDS: tuple[Kind, ...] = get_args(Kind)


@click.group("atlas")
def command() -> None:
    """Look up regions, points, muscles, techniques, complaints, sources; find trigger points."""


@command.command("list")
@click.argument("kind")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def list_entries(kind: str, as_json: bool) -> None:
    """List all entries of a KIND: regions, muscles, points, landmarks, techniques, complaints or sources."""
    entries = list(getattr(load_atlas(), _kind(kind)).values())
    if as_json:
        click.echo(json.dumps(to_plain(entries), ensure_ascii=False, indent=1))
        return
    from unclench.cli.show_atlas import print_list

    print_list(_kind(kind), entries)


@command.command("show")
@click.argument("kind")
@click.argument("name", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def show_entry(kind: str, name: tuple[str, ...], as_json: bool) -> None:
    """Show one entry of a KIND, by id or everyday NAME."""
    atlas = load_atlas()
    try:
        entry = find(atlas, _kind(kind), " ".join(name))
    except NotKnownError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        click.echo(json.dumps(to_plain(entry), ensure_ascii=False, indent=1))
        return
    from unclench.cli.show_atlas import print_entry

    print_entry(_kind(kind), entry, atlas)


@command.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def search_words(words: tuple[str, ...], as_json: bool) -> None:
    """Search everything for WORDS, best first."""
    hits = search(load_atlas(), " ".join(words))
    if as_json:
        found = [{"kind": hit.kind, "score": hit.score, "entry": to_plain(hit.entry)} for hit in hits]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    from unclench.cli.show_atlas import print_hits

    print_hits(hits)


@command.command("refer")
@click.argument("place", required=False, metavar="[PLACE[:SIDE]]")
@click.option("--from", "muscle", metavar="MUSCLE[:SIDE]", help="The other way: where this muscle sends pain.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def refer(place: str | None, muscle: str | None, as_json: bool) -> None:
    """Which muscles are said to send pain to a PLACE, such as temple:right."""
    if (place is None) == (muscle is None):
        raise click.UsageError("Say where it hurts, such as temple:right, or --from a muscle.")
    try:
        if place is not None:
            _refer_to(place, as_json)
        elif muscle is not None:
            _refer_from(muscle, as_json)
    except (NotKnownError, SideError) as error:
        raise click.UsageError(str(error)) from None


def _refer_to(text: str, as_json: bool) -> None:
    atlas = load_atlas()
    name, _, typed = text.partition(":")
    region = find(atlas, "regions", name)
    side = _side(typed, sides_of(region)[-1])
    found = muscles_referring_to(atlas, region.id, side)
    if as_json:
        click.echo(json.dumps(to_plain(found), ensure_ascii=False, indent=1))
        return
    from unclench.cli.show_atlas import print_suspects

    print_suspects(region, side, found, atlas)


def _refer_from(text: str, as_json: bool) -> None:
    atlas = load_atlas()
    name, _, typed = text.partition(":")
    muscle = find(atlas, "muscles", name)
    side = _side(typed, "both")
    found = zones_of(atlas, muscle.id, side)
    if as_json:
        click.echo(json.dumps(to_plain(found), ensure_ascii=False, indent=1))
        return
    from unclench.cli.show_atlas import print_reaches

    print_reaches(muscle, side, found, atlas)


def _side(text: str, otherwise: Side) -> Side:
    """The side as typed; nothing typed means the whole. A wrong one names the right ones (exit 2)."""
    typed = {"l": "left", "r": "right", "middle": "midline", "": otherwise}.get(text.casefold(), text.casefold())
    for side in SIDES:
        if side == typed:
            return side
    raise SideError(f"“{text}” is no side: left, right, middle or both.")


def _kind(text: str) -> Kind:
    """The kind, in singular or plural. A wrong one names the right ones (exit 2)."""
    for kind, singular in SINGULAR.items():
        if text.casefold() in (kind, singular):
            return kind
    nearest = nearest_names(text, list(KINDS))
    hint = f" Did you mean {nearest[0]}?" if nearest else ""
    raise click.UsageError(f"The atlas has no “{text}”.{hint} It holds {', '.join(SINGULAR)}.")
