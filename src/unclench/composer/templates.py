"""Published protocols as sessions: requests that carry their trial and what it found."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from unclench.atlas.types import ClaimId, Giver, SourceId
from unclench.composer.types import Request, TemplateId
from unclench.names import NotKnownError, nearest_names
from unclench.plain import from_plain

CONTENT = Path(__file__).parent / "content" / "templates.toml"


@dataclass(frozen=True, slots=True)
class Template:
    id: TemplateId
    name: str
    trial: str
    """Who and how many, how long and how often, compared with what."""
    result: str
    """What it found, also where that is nothing."""
    differs: str
    """What of it is not done here."""
    sources: tuple[SourceId, ...]
    request: Request
    givers: tuple[Giver, ...] = ()
    """Who else may give it; empty: whoever did in the trial."""
    claims: tuple[ClaimId, ...] = ()
    """What it was tried for; the evidence grades it."""

    @property
    def hands(self) -> tuple[Giver, ...]:
        """Who may give it, whoever did in the trial among them."""
        return self.givers or (self.request.giver,)


@dataclass(frozen=True, slots=True)
class _Content:
    template: tuple[Template, ...]


@cache
def load_templates() -> Mapping[TemplateId, Template]:
    data = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    return {template.id: template for template in from_plain(_Content, data).template}


def find_template(name: str) -> Template:
    templates = load_templates()
    if name not in templates:
        raise NotKnownError("template", name, nearest_names(name, list(templates)))
    return templates[name]


def request_of(template: Template, giver: Giver | None = None) -> Request:
    """Its request, in other hands if they may give it. Raises ValueError where they may not."""
    request = replace(template.request, template=template.id)
    if giver is None or giver == request.giver:
        return request
    if giver not in template.hands:
        raise ValueError(f"“{template.name}” was done by a {request.giver}, and is not for {giver}")
    return replace(request, giver=giver)


def template_lines(request: Request) -> tuple[str, ...]:
    """The trial, its result, and what is different here; nothing for a session of one's own."""
    if not request.template:
        return ()
    template = find_template(request.template)
    return (
        f"After a trial: {template.trial}",
        f"What it found: {template.result}",
        f"Different here: {template.differs}",
    )
