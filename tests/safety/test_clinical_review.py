"""The page for the clinician is the one that the rules make, and nothing of the facts is missing from it."""

from __future__ import annotations

import re

from tests.safety.second.table import CONTRAINDICATION_IDS, FLAG_IDS
from tools.clinical_review import NEVER_A_RULE, PAGE, SIGN, page
from unclench.safety import load_rules
from unclench.safety.dose import load_after
from unclench.safety.unwanted import load_unwanted

TEXT = page()
SECTIONS = dict(re.findall(r"^### (\w+): (.*?)(?=^##)", TEXT, re.MULTILINE | re.DOTALL))


def test_the_page_is_the_one_the_rules_make() -> None:
    assert PAGE.read_text(encoding="utf-8") == TEXT, "run: python -m tools.clinical_review"


def test_every_flag_and_contraindication_of_the_facts_stands_on_it() -> None:
    assert (len(FLAG_IDS), len(CONTRAINDICATION_IDS)) == (58, 189)
    assert SECTIONS.keys() | NEVER_A_RULE.keys() >= FLAG_IDS | CONTRAINDICATION_IDS
    assert not NEVER_A_RULE.keys() & load_rules().by_id.keys()


def test_every_rule_says_all_that_has_to_be_judged_and_has_a_line_to_sign() -> None:
    for rule in load_rules().rules:
        section = SECTIONS[rule.id]
        assert rule.reason in section
        assert rule.question in section
        assert ", ".join(rule.sources) in section
        assert len(re.findall(r"^- Effect: ", section, re.MULTILINE)) == len(rule.effects)
        assert section.count(SIGN) == 1


def test_a_condition_stands_in_words() -> None:
    assert "Holds: peppermint oil AND (G6PD deficiency OR" in SECTIONS["eo_peppermint_no"]
    assert "age less than 18 years" in SECTIONS["eo_peppermint_no"]
    assert "not: exactly like attacks that a doctor has named" in SECTIONS["o_sudden_onset"]


def test_our_own_decisions_are_signed_one_by_one() -> None:
    decisions = TEXT.partition("## Our own decisions")[2].partition("## Warning signs")[0]
    assert decisions.count(SIGN) == decisions.count("### ") >= 14


def test_every_unwanted_effect_stands_on_it() -> None:
    for event in load_unwanted().event:
        assert f"| {event.text} | {event.meaning} |" in TEXT


def test_what_follows_from_earlier_sessions_is_signed_rule_by_rule() -> None:
    for rule in load_after().values():
        section = SECTIONS[rule.id]
        assert rule.reason in section
        assert "- Ends: " in section
        assert section.count(SIGN) == 1
