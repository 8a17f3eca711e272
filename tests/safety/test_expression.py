"""The conditions of the rules: what can be written, and what it means in three values."""

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.safety.expression import (
    PERMISSIONS,
    All,
    Always,
    Any,
    Compare,
    Expression,
    ExpressionError,
    Lacks,
    Said,
    comparisons,
    evaluate,
    parse,
    variables,
)

Facts = Mapping[str, str | float]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("always", Always()),
        ("chills", Said("chills")),
        ("chills and vertigo", All((Said("chills"), Said("vertigo")))),
        ("chills or vertigo or age", Any((Said("chills"), Said("vertigo"), Said("age")))),
        ("any(chills, age >= 65)", Any((Said("chills"), Compare("age", ">=", 65)))),
        ("age < 12", Compare("age", "<", 12)),
        ("temp_c > 37.5", Compare("temp_c", ">", 37.5)),
        ("12 <= age", Compare("age", ">=", 12)),
        ("12 > age", Compare("age", "<", 12)),
        ("8 <= days <= 90", All((Compare("days", ">=", 8), Compare("days", "<=", 90)))),
        ("not same_as_usual", Lacks("same_as_usual")),
        (
            "(chills or vertigo) and age > 2",
            All((Any((Said("chills"), Said("vertigo"))), Compare("age", ">", 2))),
        ),
        ("chills or vertigo and nausea", Any((Said("chills"), All((Said("vertigo"), Said("nausea")))))),
    ],
)
def test_a_condition_is_read_as_it_is_written(text: str, meaning: Expression) -> None:
    assert parse(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "chills and",
        "not chills",  # the absence of a condition would let a further condition allow more
        "not (chills or vertigo)",
        "not not same_as_usual",
        "same_as_usual",  # a permission must not make a rule apply
        "chills and stroke_assessed",
        "any(cluster_diagnosed, chills)",
        "can_rotate_45_both >= 1",
        "1 > same_as_usual",
        "always >= 1",
        "age == 12",
        "age != 12",
        "age in [1, 2]",
        "age is 12",
        "age > limit",
        "3 > 2",
        "age > -1",
        "age > '12'",
        "age > True",
        "age + 1 > 12",
        "chills if vertigo else nausea",
        "any()",
        "any(part for part in parts)",
        "any(chills, key=vertigo)",
        "all(chills, vertigo)",
        "count(factors) >= 1",
        "print(chills)",
        "chills.real",
        "chills[0]",
        "lambda: chills",
        "(chills := vertigo)",
        "12",
        "'chills'",
        "True",
        "True < age",
        "age < True",
        "None",
        "chills; vertigo",
        "import os",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chills and", r"not a condition: 'chills and' \(\w+"),
        ("same_as_usual", "same_as_usual is a permission: it can only stand after `not`"),
        ("age < chills", "compare a variable with a number, not 'age'"),
    ],
)
def test_an_error_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        parse(text)


def test_an_error_quotes_what_is_not_understood() -> None:
    with pytest.raises(ExpressionError, match=r"not understood: 'not chills'"):
        parse("vertigo and not chills")


def test_a_condition_tells_which_questions_it_needs() -> None:
    text = "(fever or 3 <= days <= 9) and any(chills, age >= 65) and not same_as_usual and always"
    assert list(variables(parse(text))) == ["fever", "days", "days", "chills", "age", "same_as_usual"]


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("always", {}, "yes"),
        ("chills", {}, "unasked"),
        ("chills", {"chills": "yes"}, "yes"),
        ("chills", {"chills": "no"}, "no"),
        ("chills", {"chills": "unsure"}, "yes"),
        ("chills", {"chills": 0.0}, "no"),
        ("chills", {"chills": 2.0}, "yes"),
        ("age >= 65", {}, "unasked"),
        ("age >= 65", {"age": 65.0}, "yes"),
        ("age >= 65", {"age": 64.0}, "no"),
        ("age >= 65", {"age": "no"}, "no"),
        ("age >= 65", {"age": "unsure"}, "yes"),
        ("age > 65", {"age": 65.0}, "no"),
        ("age > 65", {"age": 65.5}, "yes"),
        ("age < 65", {"age": 65.0}, "no"),
        ("age < 65", {"age": 64.9}, "yes"),
        ("age <= 65", {"age": 65.0}, "yes"),
        ("age <= 65", {"age": 65.1}, "no"),
        ("days < 1", {"days": "unsure"}, "yes"),
        ("days < 1", {"days": "yes"}, "yes"),
        ("days < 1", {"days": "no"}, "no"),
        ("not same_as_usual", {}, "unasked"),
        ("not same_as_usual", {"same_as_usual": "yes"}, "no"),
        ("not same_as_usual", {"same_as_usual": "no"}, "yes"),
        ("not same_as_usual", {"same_as_usual": "unsure"}, "yes"),
        ("not same_as_usual", {"same_as_usual": 1.0}, "no"),
        ("not same_as_usual", {"same_as_usual": 2.0}, "yes"),
        ("chills or vertigo", {"chills": "yes"}, "yes"),
        ("chills or vertigo", {"chills": "no"}, "unasked"),
        ("vertigo or chills", {"chills": "yes"}, "yes"),
        ("chills and vertigo", {"vertigo": "no"}, "no"),
        ("chills and vertigo", {"vertigo": "yes"}, "unasked"),
        ("chills and vertigo", {"chills": "yes", "vertigo": "unsure"}, "yes"),
    ],
)
def test_an_answer_means(text: str, facts: Facts, value: str) -> None:
    assert evaluate(parse(text), facts) == value


# --- A second interpreter, in two values: it knows only complete answers, and is asked about each of them.


@dataclass(frozen=True)
class Sample:
    """A random condition as text, with what it means once every question is answered."""

    text: str
    holds: Callable[[Facts], bool]


BOOLEANS = ("chills", "vertigo")
NUMBERS = ("age", "days")
PERMISSION = "same_as_usual"
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ANSWERS: dict[str, tuple[str | float, ...]] = {
    **dict.fromkeys(BOOLEANS, ("no", "yes", "unsure")),
    **dict.fromkeys(NUMBERS, ("no", "unsure", 3.0, 5.0)),
    PERMISSION: ("no", "yes", "unsure"),
}


def says(name: str) -> Sample:
    return Sample(name, lambda facts: facts[name] != "no")


def compares(name: str, sign: str, bound: int, mirrored: bool) -> Sample:
    def holds(facts: Facts) -> bool:
        answer = facts[name]
        if isinstance(answer, str):
            return answer == "unsure"
        return SIGNS[sign](answer, bound)

    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[sign]
    return Sample(f"{bound} {turned} {name}" if mirrored else f"{name} {sign} {bound}", holds)


def lacks() -> Sample:
    return Sample(f"not {PERMISSION}", lambda facts: facts[PERMISSION] != "yes")


def joined(word: str, parts: list[Sample]) -> Sample:
    text = f" {word} ".join(f"({part.text})" for part in parts)
    every = all if word == "and" else any
    return Sample(text, lambda facts: every(part.holds(facts) for part in parts))


def any_of(parts: list[Sample]) -> Sample:
    return Sample(f"any({', '.join(part.text for part in parts)})", joined("or", parts).holds)


LEAVES = st.one_of(
    st.just(Sample("always", lambda _: True)),
    st.builds(says, st.sampled_from(BOOLEANS)),
    st.builds(compares, st.sampled_from(NUMBERS), st.sampled_from(sorted(SIGNS)), st.integers(2, 6), st.booleans()),
    st.just(lacks()),
)
SAMPLES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(joined, st.sampled_from(["and", "or"]), st.lists(parts, min_size=2, max_size=3)),
        st.builds(any_of, st.lists(parts, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)
FACTS = st.fixed_dictionaries({}, optional={name: st.sampled_from(answers) for name, answers in ANSWERS.items()})


def completions(facts: Facts) -> Iterator[Facts]:
    """Every way of answering what was left open."""
    choices = [(facts[name],) if name in facts else answers for name, answers in ANSWERS.items()]
    for answers in itertools.product(*choices):
        yield dict(zip(ANSWERS, answers, strict=True))


@given(SAMPLES, FACTS)
def test_unasked_means_that_the_result_still_depends_on_the_answers(sample: Sample, facts: Facts) -> None:
    possible = {sample.holds(complete) for complete in completions(facts)}
    expected = {frozenset({True}): "yes", frozenset({False}): "no"}.get(frozenset(possible), "unasked")
    assert evaluate(parse(sample.text), facts) == expected


@given(SAMPLES, FACTS, st.data())
def test_a_further_answer_never_undoes_a_result(sample: Sample, facts: Facts, data: st.DataObject) -> None:
    value = evaluate(parse(sample.text), facts)
    name = data.draw(st.sampled_from(sorted(ANSWERS)))
    further = {name: data.draw(st.sampled_from(ANSWERS[name])), **facts}
    assert value in ("unasked", evaluate(parse(sample.text), further))


RANK = {"no": 0, "unasked": 1, "yes": 2}


@given(SAMPLES, FACTS, st.sampled_from(BOOLEANS + NUMBERS), st.sampled_from(["yes", "unsure"]))
def test_saying_yes_never_takes_a_rule_back(sample: Sample, facts: Facts, name: str, answer: str) -> None:
    expression = parse(sample.text)
    without, present = {**facts, name: "no"}, {**facts, name: answer}
    assert RANK[evaluate(expression, without)] <= RANK[evaluate(expression, present)]


@given(SAMPLES, FACTS)
def test_giving_a_permission_never_makes_a_rule_apply(sample: Sample, facts: Facts) -> None:
    expression = parse(sample.text)
    given_it, lacking = {**facts, PERMISSION: "yes"}, {**facts, PERMISSION: "unsure"}
    assert RANK[evaluate(expression, given_it)] <= RANK[evaluate(expression, lacking)]


@given(SAMPLES, FACTS, st.sampled_from(sorted(ANSWERS)))
def test_unsure_counts_as_the_careful_answer(sample: Sample, facts: Facts, name: str) -> None:
    careful = "no" if name in PERMISSIONS else "yes"
    expression = parse(sample.text)
    assert evaluate(expression, {**facts, name: "unsure"}) == evaluate(expression, {**facts, name: careful})


@given(SAMPLES)
def test_unsure_of_everything_makes_every_rule_apply(sample: Sample) -> None:
    assert evaluate(parse(sample.text), dict.fromkeys(ANSWERS, "unsure")) == "yes"


@given(SAMPLES)
def test_nothing_the_matter_makes_only_what_always_holds_apply(sample: Sample) -> None:
    clear = {**dict.fromkeys(ANSWERS, "no"), PERMISSION: "yes"}
    assert (evaluate(parse(sample.text), clear) == "yes") == (evaluate(parse(sample.text), {}) == "yes")


def test_every_comparison_is_found_however_deep() -> None:
    condition = parse("age < 2 or chills and any(vertigo, 38 <= temp_c < 41, not can_rotate_45_both)")
    assert list(comparisons(condition)) == [
        Compare("age", "<", 2),
        Compare("temp_c", ">=", 38),
        Compare("temp_c", "<", 41),
    ]
    assert list(comparisons(parse("chills"))) == []
