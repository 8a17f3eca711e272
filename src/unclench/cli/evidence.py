"""`unclench evidence`: what is said, and what is known of it."""

from __future__ import annotations

import json
from typing import cast

import click

from unclench.atlas import load_atlas
from unclench.atlas import search as atlas_search
from unclench.evidence import load_library
from unclench.evidence.search import chosen, find, kind_of, search
from unclench.evidence.types import Grade, Practice
from unclench.evidence.words import GRADES, PRACTICES
from unclench.names import NotKnownError
from unclench.plain import to_plain


def _choice(codes: list[str]) -> click.Choice[str]:
    return click.Choice([code.replace("_", "-") for code in codes])


@click.command("evidence")
@click.argument("name", nargs=-1, metavar="[ID]")
@click.option("--for", "complaint", metavar="COMPLAINT", help="Only what bears on this complaint.")
@click.option("--practice", type=_choice(list(PRACTICES)), help="Only what is said of this practice.")
@click.option("--grade", type=_choice(list(GRADES)), help="Only claims of this grade.")
@click.option("--search", "words", metavar="WORDS", help="Claims, studies and sources that hold these words.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def command(
    *,
    name: tuple[str, ...],
    complaint: str | None,
    practice: str | None,
    grade: str | None,
    words: str | None,
    as_json: bool,
) -> None:
    """What is said about massage and mindfulness, and what is known of it.

    Without ID, every claim with its answer and its grade. ID is a claim, a study or a source.
    """
    narrowed = any(given is not None for given in (complaint, practice, grade))
    if sum([bool(name), narrowed, words is not None]) > 1:
        raise click.UsageError("Give an ID, or --search, or what narrows the list: one of these at a time.")
    try:
        if name:
            _show(" ".join(name), as_json=as_json)
        elif words is not None:
            _search(words, as_json=as_json)
        else:
            _list(complaint, practice, grade, as_json=as_json)
    except NotKnownError as error:
        raise click.UsageError(str(error)) from None


def _show(text: str, *, as_json: bool) -> None:
    library = load_library()
    entry = find(library, text)
    if as_json:
        _write({"kind": kind_of(entry)} | to_plain(entry))
        return
    from unclench.cli.show_evidence import print_entry

    print_entry(entry, library, load_atlas())


def _search(words: str, *, as_json: bool) -> None:
    hits = search(load_library(), words)
    if as_json:
        _write([{"kind": hit.kind, "score": hit.score, "entry": to_plain(hit.entry)} for hit in hits])
        return
    from unclench.cli.show_evidence import print_hits

    print_hits(hits)


def _list(complaint: str | None, practice: str | None, grade: str | None, *, as_json: bool) -> None:
    wanted = atlas_search.find(load_atlas(), "complaints", complaint).id if complaint is not None else ""
    claims = chosen(
        load_library(),
        complaint=wanted,
        practice=cast(Practice, practice.replace("-", "_")) if practice else None,
        grade=cast(Grade, grade.replace("-", "_")) if grade else None,
    )
    if as_json:
        _write(to_plain(claims))
        return
    from unclench.cli.show_evidence import print_claims

    print_claims(claims)


def _write(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
