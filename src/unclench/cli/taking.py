"""What a session takes along: a sheet for paper, and a file for other programs without what is private."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from unclench.atlas import Atlas
from unclench.cli.options import F, gathered
from unclench.cli.writing import write_whole
from unclench.safety.types import Clearance

if TYPE_CHECKING:
    from unclench.composer.types import Session
    from unclench.guide.oms import Chosen
    from unclench.guide.sheet import Paper
    from unclench.guide.types import Density


@dataclass(frozen=True, slots=True)
class TakenWords:
    """The options of a command, as typed."""

    sheet: Path | None
    paper: Paper
    share: Path | None
    share_with: frozenset[Chosen]

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(file for file in (self.sheet, self.share) if file)


def taken_options(function: F) -> F:
    """The options by which one takes a session along; handed on as one `taken` argument."""

    def command(
        *, sheet: Path | None, paper: str, share: Path | None, share_with: tuple[str, ...], **options: Any
    ) -> Any:
        chosen = cast("frozenset[Chosen]", frozenset(share_with))
        kind: Paper = "us-letter" if paper == "letter" else "a4"
        return function(taken=TakenWords(sheet, kind, share, chosen), **options)

    return gathered(function, command, _OPTIONS)


_OPTIONS = [
    click.option(
        "--sheet",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="On one page of paper, as .pdf: the course, a numbered drawing, the steps, when to stop.",
    ),
    click.option(
        "--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="The size of the sheet."
    ),
    click.option(
        "--share",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="For others, as an Open Massage Session: without what it is for, what is spared, and lines of your own.",
    ),
    click.option(
        "--share-with",
        multiple=True,
        type=click.Choice(["complaints", "limits"]),
        help="Put into the shared file, too: what it is for; places and techniques that are left out.",
    ),
]


def check_taken(taken: TakenWords) -> None:
    """Refuse what cannot be written before any work is done."""
    if taken.share_with and taken.share is None:
        raise click.UsageError("--share-with says what goes into the file of --share; name that, too.")
    if taken.sheet and taken.sheet.suffix.lower() != ".pdf":
        raise click.UsageError("--sheet: the name of the file has to end in .pdf.")
    for file in taken.files:
        if file.exists() and not file.is_file():
            raise click.UsageError(f"{file} is no ordinary file.")


def write_taken(session: Session, clearance: Clearance, atlas: Atlas, density: Density, taken: TakenWords) -> None:
    if taken.share:
        from unclench.guide.canonical import canonical_json
        from unclench.guide.oms import to_oms
        from unclench.guide.score import score

        data = to_oms(
            session, score(session, density=density, atlas=atlas), atlas=atlas, outward=True, chosen=taken.share_with
        )
        write_whole(taken.share, canonical_json(data))
        click.echo(f"For others: {taken.share}", err=True)
    if taken.sheet:
        from unclench.composer.telling import limits
        from unclench.guide.sheet import SheetError, SheetWords, sheet_pdf

        try:
            made = sheet_pdf(session, SheetWords(limits(session, clearance, atlas)), atlas=atlas, paper=taken.paper)
        except SheetError as error:
            raise click.ClickException(str(error)) from None
        write_whole(taken.sheet, made)
        click.echo(f"Sheet: {taken.sheet}", err=True)
