"""Published protocols as sessions: marked with their trial, filtered by safety like any other."""

from __future__ import annotations

import pytest

from unclench.atlas import load_atlas
from unclench.composer import Session, compose
from unclench.composer.check import check
from unclench.composer.templates import Template, find_template, load_templates, request_of, template_lines
from unclench.evidence import load_library
from unclench.names import NotKnownError
from unclench.safety import Answers, load_rules, screen
from unclench.safety.agreement import every_area
from unclench.safety.types import Answer

TEMPLATES = load_templates()
every_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


def opened(template: Template, *conditions: str) -> Session:
    request = request_of(template)
    usual: dict[str, Answer] = {"same_as_usual": "yes"} if "migraine_attack" in request.complaints else {}
    answers = Answers(conditions=conditions, facts=usual, unasked_is_no=True, agreed=every_area())
    clearance = screen(answers, giver=request.giver, complaints=request.complaints)
    session = compose(request, clearance)
    assert check(session, clearance, load_atlas()) == ()
    return session


@every_template
def test_it_opens_as_a_session_of_its_length_with_what_the_trial_is_known_for(template: Template) -> None:
    session = opened(template)
    assert session.minutes == template.request.minutes
    assert not session.relaxed
    done = {(step.technique, region) for step in session.steps for region in (*step.contact, None)}
    assert all((spot.technique, spot.region) in done for spot in template.request.pinned)


@every_template
def test_it_says_which_trial_and_what_was_found_and_what_differs(template: Template) -> None:
    lines = " ".join(template_lines(request_of(template)))
    assert template.trial in lines
    assert template.result in lines
    assert template.differs in lines
    assert set(template.sources) <= load_atlas().sources.keys() | load_library().sources.keys()


def test_safety_filters_it() -> None:
    session = opened(find_template("moraska2015"), "anticoagulant")
    assert "static_compression" not in {step.technique for step in session.steps}
    assert session.relaxed
    assert "anticoagulant" in load_rules().by_id


def test_other_hands_may_give_it_only_where_it_says_so() -> None:
    assert request_of(find_template("kim2016"), "professional").giver == "professional"
    with pytest.raises(ValueError, match="not for self"):
        request_of(find_template("moraska2015"), "self")


def test_an_unknown_one_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotKnownError, match="moraska2015"):
        find_template("moraska2014")


def test_a_session_of_ones_own_comes_from_no_trial() -> None:
    request = find_template("kim2016").request
    assert request.template == ""
    assert template_lines(request) == ()
