"""Which safety rules answer to a tag of the atlas. A tag that nobody knows is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from unclench.names import NotKnownError, nearest_names
from unclench.plain import PlainError, from_plain
from unclench.safety.rules import CONTENT, RuleContentError, load_rules
from unclench.safety.types import RuleId

TagId = str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag with the rules behind it; where there are none, `held` says what keeps the caution instead."""

    id: TagId
    rules: tuple[RuleId, ...] = ()
    held: str = ""


@cache
def load_tags() -> Mapping[TagId, Tag]:
    """Raises RuleContentError for a tag without an answer, with two, or with a rule that nobody knows."""
    content = tomllib.loads((CONTENT / "atlas_tags.toml").read_text(encoding="utf-8"))
    try:
        return read_tags(from_plain(tuple[Tag, ...], content["tag"]))
    except PlainError as error:
        raise RuleContentError(f"atlas_tags.toml: {error}") from None


def read_tags(tags: tuple[Tag, ...]) -> Mapping[TagId, Tag]:
    known = load_rules().by_id
    for tag in tags:
        if bool(tag.rules) == bool(tag.held):
            raise RuleContentError(f"atlas_tags.toml: {tag.id} needs either rules or what holds it")
        for rule in tag.rules:
            if rule not in known:
                raise RuleContentError(f"atlas_tags.toml: {tag.id}: {rule} is not a rule")
    if len({tag.id for tag in tags}) != len(tags):
        raise RuleContentError("atlas_tags.toml: a tag stands twice")
    return {tag.id: tag for tag in tags}


def find_tag(tag: TagId) -> Tag:
    """Raises NotKnownError with the nearest names."""
    tags = load_tags()
    if tag not in tags:
        raise NotKnownError("tag", tag, nearest_names(tag, list(tags)))
    return tags[tag]
