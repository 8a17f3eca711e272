"""Further wishes as one types them: more and less, softer and firmer, what stays, style, oil, what has helped."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import click

from unclench.atlas import Atlas
from unclench.atlas.search import find
from unclench.atlas.types import RegionId, TechniqueId
from unclench.atlas.unguided import Unguided, found_by
from unclench.cli.options import F, gathered
from unclench.composer.tuning import load_tuning
from unclench.composer.types import OILS, STANCES, TOOLS, Belief, Gentle, Oil, Request, Spot, Stance, Tool
from unclench.names import NotKnownError, nearest_names, normalised
from unclench.plain import from_plain

NO_OIL = "none"
SCENES: dict[str, TechniqueId] = {"lake": "imagery", "warmth": "imagery_warmth", "sky": "imagery_sky"}


@dataclass(frozen=True)
class WishWords:
    """The further wishes of a command, as typed."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    not_here: tuple[str, ...]
    softer: tuple[str, ...]
    firmer: tuple[str, ...]
    pin: tuple[str, ...]
    style: str | None
    oil: str
    tool: tuple[Tool, ...]
    one_hand: bool
    quiet: bool
    relaxation_week: int | None
    scene: str | None
    belief: tuple[str, ...]
    beliefs: Path | None
    stance: Stance
    vary: bool


def wish_options(function: F) -> F:
    """The options of WishWords; handed on as one `wishes` argument."""

    def command(**options: Any) -> Any:
        own = {name: options.pop(name) for name in WishWords.__dataclass_fields__}
        return function(wishes=WishWords(**own), **options)

    return gathered(function, command, _OPTIONS)


_OPTIONS = [
    click.option("--more", multiple=True, metavar="PLACE", help="More of this place."),
    click.option("--less", multiple=True, metavar="PLACE", help="Less of it: no close work there."),
    click.option("--not-here", multiple=True, metavar="PLACE", help="Leave this place untouched."),
    click.option("--softer", multiple=True, metavar="PLACE[=LEVEL]", help="Softer there, at most LEVEL."),
    click.option("--firmer", multiple=True, metavar="PLACE", help="Firmer there, within the limits."),
    click.option("--pin", multiple=True, metavar="TECHNIQUE@PLACE", help="This has to be in it."),
    click.option("--style", metavar="NAME", help="Swedish, deep-tissue, shiatsu, thai or myofascial-release."),
    click.option(
        "--oil", type=click.Choice([NO_OIL, *OILS]), default=NO_OIL, show_default=True, help="For long strokes."
    ),
    click.option("--tool", multiple=True, type=click.Choice(TOOLS), help="What lies ready."),
    click.option("--one-hand", is_flag=True, help="Only one hand is free."),
    click.option("--quiet", is_flag=True, help="Among others: nothing that shows or sounds."),
    click.option(
        "--relaxation-week",
        type=click.IntRange(1),
        help="You are in this week of a relaxation course: 16 groups of muscles first, then 7, 4, none.",
    ),
    click.option("--scene", type=click.Choice(list(SCENES)), help="The scene to picture."),
    click.option(
        "--belief",
        multiple=True,
        metavar="FAMILY=FACTOR[~SPREAD]",
        help="Your experience of a family: kneading=1.2~0.1.",
    ),
    click.option(
        "--beliefs",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="The same from a TOML file: [[belief]] with family, factor, and spread and entries if known.",
    ),
    click.option(
        "--stance", type=click.Choice(STANCES), default="mean", help="Count them by mean, cautiously, or exploring."
    ),
    click.option("--vary", is_flag=True, help="Another session, nearly as good, as --seed decides."),
]


def with_wishes(request: Request, words: WishWords, atlas: Atlas) -> Request:
    """Raises ValueError for what is not understood."""
    return replace(
        request,
        more=(*request.more, *_regions(words.more, atlas)),
        less=_regions(words.less, atlas),
        not_here=_regions(words.not_here, atlas),
        gentler=tuple(_gentle(text, atlas) for text in words.softer),
        firmer=_regions(words.firmer, atlas),
        pinned=tuple(
            dict.fromkeys((*request.pinned, *(read_spot(text, atlas) for text in words.pin), *_practices(words)))
        ),
        style=_style(words.style) if words.style else request.style,
        oil=None if words.oil == NO_OIL else cast(Oil, words.oil),
        tools=words.tool,
        one_hand=words.one_hand,
        quiet=words.quiet,
        beliefs=_beliefs(words),
        stance=words.stance,
        vary=words.vary,
    )


def _practices(words: WishWords) -> Iterator[Spot]:
    """The relaxation that a course teaches this week, and the scene: either has to be in it, or it is said why not."""
    if words.relaxation_week:
        yield Spot(load_tuning().mind.in_week(words.relaxation_week))
    if words.scene:
        yield Spot(SCENES[words.scene])


def read_spot(text: str, atlas: Atlas) -> Spot:
    """`circular-friction@nape`, or a technique alone."""
    name, _, place = text.partition("@")
    region = find(atlas, "regions", place).id if place else None
    return Spot(find(atlas, "techniques", name).id, region)


@dataclass(frozen=True)
class Questions:
    """What is asked about a plan: techniques that are never guided, techniques at places, and places alone."""

    never: tuple[Unguided, ...]
    spots: tuple[Spot, ...]
    places: tuple[RegionId, ...]

    def __bool__(self) -> bool:
        return bool(self.never or self.spots or self.places)


def read_questions(texts: tuple[str, ...], atlas: Atlas) -> Questions:
    """`ear-massage`, `ear-massage@ear`, or `@ear` for the place alone."""
    places = tuple(text.removeprefix("@") for text in texts if text.startswith("@"))
    techniques = [text for text in texts if not text.startswith("@")]
    never = {text: found_by(text) for text in techniques}
    return Questions(
        tuple(entries[0] for entries in never.values() if entries),
        tuple(read_spot(text, atlas) for text in techniques if not never[text]),
        _regions(places, atlas),
    )


def _regions(texts: tuple[str, ...], atlas: Atlas) -> tuple[RegionId, ...]:
    return tuple(dict.fromkeys(find(atlas, "regions", text).id for text in texts))


def _gentle(text: str, atlas: Atlas) -> Gentle:
    place, _, level = text.partition("=")
    if level and not (level.isascii() and level.isdigit() and int(level) <= 10):
        raise ValueError(f"--softer {text}: the level is a whole number from 0 to 10")
    return Gentle(find(atlas, "regions", place).id, int(level) if level else None)


def _style(text: str) -> str:
    names = {
        normalised(name): style.id for style in load_tuning().style for name in (style.id, style.name, *style.aliases)
    }
    if normalised(text) not in names:
        raise NotKnownError("style", text, nearest_names(text, [style.id for style in load_tuning().style]))
    return names[normalised(text)]


def _beliefs(words: WishWords) -> tuple[Belief, ...]:
    """Of the file, then as typed: what is typed replaces what the file says of the same family."""
    known = {belief.family: belief for belief in (*_beliefs_in(words.beliefs), *map(_belief, words.belief))}
    return tuple(known.values())


def _beliefs_in(file: Path | None) -> tuple[Belief, ...]:
    if file is None:
        return ()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        if content.keys() - {"belief"}:
            raise ValueError(f"unknown: {', '.join(sorted(content.keys() - {'belief'}))}")
        return tuple(from_plain(Belief, entry) for entry in content.get("belief", []))
    except (ValueError, TypeError, OSError) as error:
        raise ValueError(f"--beliefs {file.name}: {error}") from None


def _belief(text: str) -> Belief:
    family, _, numbers = text.partition("=")
    factor, _, spread = numbers.partition("~")
    try:
        return Belief(family, float(factor), spread=float(spread) if spread else 0.0)
    except ValueError:
        raise ValueError(f"--belief {text}: write it as family=1.2 or family=1.2~0.1") from None
