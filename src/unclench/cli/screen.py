"""`unclench screen`: the safety rules alone. Exit 0 if something may be done today, 3 in an emergency or a crisis."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from unclench.atlas import load_atlas
from unclench.atlas.types import Giver
from unclench.cli.reading import (
    GIVER_CHOICE,
    INPUT_ERRORS,
    SafetyWords,
    bad_input,
    check_agreement,
    check_places,
    read_answers,
    safety_options,
    urgent_lines,
)
from unclench.plain import to_plain
from unclench.safety import load_rules, screen


@click.command("screen")
@safety_options
@click.option(
    "--profile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with age, conditions, and the days on which things happened or are planned.",
)
@click.option("--giver", type=GIVER_CHOICE, default="self", show_default=True, help="Whose hands.")
@click.option("--list", "list_all", is_flag=True, help="List the conditions, symptoms and facts one can name.")
@click.option("--json", "as_json", is_flag=True, help="The whole Clearance as JSON.")
def command(safety: SafetyWords, profile: Path | None, giver: Giver, list_all: bool, as_json: bool) -> None:
    """Ask the safety rules alone: what is fine today, and what is not?

    \b
    unclench screen --condition blood-thinners --age 58
    unclench screen --symptom thunderclap
    unclench screen --profile anna.toml --giver partner --agreed neck --agreed hair --stop-word red
    unclench screen --age 9 --giver partner --fact caregiver_present=yes --fact giver_is_caregiver=yes
    """
    from unclench.cli.profile import moment_of, past_in, read_profile, together, with_times
    from unclench.cli.show_clearance import print_clearance, print_holdings, print_rules, print_urgent
    from unclench.safety.holding import holdings

    atlas, rules = load_atlas(), load_rules()
    if list_all:
        print_rules(rules, as_json)
        return
    try:
        known = read_profile(profile) if profile else None
        now = moment_of(known)
        if known is None:
            answers = read_answers(safety, atlas, rules)
        else:
            safety = together(safety, known)
            answers = with_times(safety, known, now, atlas, rules)
        check_agreement(answers, giver)
        past = past_in(known, now, atlas)
        clearance = screen(answers, giver=giver, now=now, past=past, atlas=atlas, rules=rules)
        check_places(answers, clearance)
    except INPUT_ERRORS as error:
        raise bad_input(error) from None
    print_urgent(urgent_lines(safety, rules), clearance, as_json)
    if as_json:
        dated = to_plain(holdings(answers, now, rules))
        click.echo(json.dumps({**to_plain(clearance), "holdings": dated}, ensure_ascii=False, indent=1))
    else:
        print_clearance(clearance, answers, atlas, now)
        if answers.happened and clearance.verdict != "emergency":
            print_holdings(holdings(answers, now, rules), now)
    if clearance.verdict == "emergency" or clearance.crisis:
        sys.exit(3)
