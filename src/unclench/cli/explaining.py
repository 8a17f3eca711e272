"""Answers to the questions one may have about a plan, below it."""

from __future__ import annotations

from unclench.atlas import Atlas
from unclench.cli.terminal import clock, console
from unclench.cli.wishing import Questions
from unclench.composer.explain import Answer, five_more, why_not, why_not_place
from unclench.composer.options import factor_of
from unclench.composer.tuning import load_tuning
from unclench.composer.types import Session
from unclench.safety.types import Clearance


def print_explanations(
    session: Session,
    clearance: Clearance,
    atlas: Atlas,
    questions: Questions,
    *,
    everything: bool,
) -> None:
    """`everything`: the runners-up and five more minutes as well."""
    out = console()
    if everything:
        nearly = [step for step in session.steps if step.why.runner_up]
        out.print("\n[bold]What nearly took its place[/]" if nearly else "")
        for step in nearly:
            other = atlas.techniques[step.why.runner_up or ""].name
            out.print(f"  {clock(step.start_s)}  {atlas.techniques[step.technique].name}: {other}", markup=False)
        _print_beliefs(session, atlas)
        if longer := five_more(session, clearance, atlas):
            _print_answer(longer)
    for entry in questions.never:
        out.print(f"\n{entry.name}: never guided. {entry.why}", markup=False)
    for spot in questions.spots:
        _print_answer(why_not(session, clearance, atlas, spot))
    for place in questions.places:
        _print_answer(why_not_place(session, clearance, atlas, place))


def _print_beliefs(session: Session, atlas: Atlas) -> None:
    """What this person's experience counts for here."""
    out, families = console(), load_tuning().technique
    for belief in session.request.beliefs:
        counted = factor_of(belief, session.request)
        used = dict.fromkeys(
            step.technique for step in session.steps if families[step.technique].family == belief.family
        )
        names = ", ".join(atlas.techniques[technique].name for technique in used) or "none of it"
        source = f"{belief.entries} diary entries" if belief.entries else "as you said"
        out.print(
            f"\nYour experience: {belief.family} counts {counted:.2f} times its evidence "
            f"({source}; mean {belief.factor:g}, spread {belief.spread:g}). In this session: {names}.",
            markup=False,
        )


def _print_answer(answer: Answer) -> None:
    out = console()
    out.print(f"\n{answer.text}", markup=False)
    for line in answer.changes:
        out.print(f"  {line}", markup=False)
