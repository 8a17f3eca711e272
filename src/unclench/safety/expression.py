"""The conditions of the rules: read once from text, kept as a small tree, answered in three values.

A condition is written as in `headache_now and (temp_c >= 38 or chills)`. The text is parsed by Python's own parser, and
only names, numbers, comparisons with a number, `and`, `or`, `not PERMISSION`, `any(a, b)` and `always` are let through;
nothing is ever executed.

Values: yes, no, and unasked. Someone who is unsure has said yes as far as safety is concerned, except to a permission
(a question whose yes allows more), where unsure gives none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Value = Literal["yes", "no", "unasked"]

# The questions whose yes allows more. Everything else can only take away, so a further condition never allows more.
PERMISSIONS = frozenset(
    {
        "same_as_usual",
        "stroke_assessed",
        "neck_injury_assessed",
        "can_rotate_45_both",
        "cluster_diagnosed",
        "caregiver_present",
        "giver_is_caregiver",
        "giver_is_family",
    }
)


class ExpressionError(ValueError):
    """The text is not a condition this language knows."""


@dataclass(frozen=True, slots=True)
class Always:
    kind: Literal["always"] = "always"


@dataclass(frozen=True, slots=True)
class Said:
    """The variable was answered with yes (or unsure)."""

    variable: str
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True)
class Lacks:
    """The permission was not given."""

    permission: str
    kind: Literal["lacks"] = "lacks"


@dataclass(frozen=True, slots=True)
class Compare:
    """A number against a bound; with no number (it never happened), false."""

    variable: str
    operator: Literal["<", "<=", ">", ">="]
    bound: float
    kind: Literal["compare"] = "compare"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Expression, ...]
    kind: Literal["all"] = "all"


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Expression, ...]
    kind: Literal["any"] = "any"


Expression = Always | Said | Lacks | Compare | All | Any

_OPERATORS: dict[type[ast.cmpop], Literal["<", "<=", ">", ">="]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_MIRRORED: dict[str, Literal["<", "<=", ">", ">="]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def parse(text: str) -> Expression:
    """Read a condition. Raises ExpressionError, naming what is not understood."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise ExpressionError(f"not a condition: {text!r} ({error.msg})") from None
    return _convert(tree.body)


def _convert(node: ast.expr) -> Expression:
    match node:
        case ast.Name(id="always"):
            return Always()
        case ast.Name(id=name) if name in PERMISSIONS:
            raise ExpressionError(f"{name} is a permission: it can only stand after `not`")
        case ast.Name(id=name):
            return Said(name)
        case ast.BoolOp(op=ast.And(), values=values):
            return All(tuple(_convert(value) for value in values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return Any(tuple(_convert(value) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)) if name in PERMISSIONS:
            return Lacks(name)
        case ast.Call(func=ast.Name(id="any"), args=arguments, keywords=[]) if arguments:
            return Any(tuple(_convert(argument) for argument in arguments))
        case ast.Compare(left=left, ops=operators, comparators=rights):
            return _comparison([left, *rights], operators)
        case _:
            raise ExpressionError(f"not understood: {ast.unparse(node)!r}")


def _comparison(operands: list[ast.expr], operators: list[ast.cmpop]) -> Expression:
    parts: list[Expression] = []
    for left, operator, right in zip(operands, operators, operands[1:], strict=False):
        sign = _OPERATORS.get(type(operator))
        match left, right:
            case ast.Name(id=name), ast.Constant(value=int() | float() as bound) if sign and _may_compare(name, bound):
                parts.append(Compare(name, sign, float(bound)))
            case ast.Constant(value=int() | float() as bound), ast.Name(id=name) if sign and _may_compare(name, bound):
                parts.append(Compare(name, _MIRRORED[sign], float(bound)))
            case _:
                raise ExpressionError(f"compare a variable with a number, not {ast.unparse(left)!r}")
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _may_compare(name: str, bound: float) -> bool:
    """A permission may not be compared: that would be a way round `not`. True and False are no numbers here."""
    return name != "always" and name not in PERMISSIONS and not isinstance(bound, bool)


def variables(expression: Expression) -> Iterator[str]:
    """Every variable the condition looks at."""
    match expression:
        case Said(variable) | Compare(variable):
            yield variable
        case Lacks(permission):
            yield permission
        case All(parts) | Any(parts):
            for part in parts:
                yield from variables(part)
        case Always():
            pass


def comparisons(expression: Expression) -> Iterator[Compare]:
    """Every comparison with a number in it."""
    if isinstance(expression, Compare):
        yield expression
    for part in getattr(expression, "parts", ()):
        yield from comparisons(part)


def evaluate(expression: Expression, facts: Mapping[str, str | float]) -> Value:
    """Answer the condition from what was said. Unasked only where the answer could still change the result."""
    # Written with isinstance in the order of frequency: this runs for every rule at every screening.
    if isinstance(expression, Said):
        answer = facts.get(expression.variable)
        if answer is None:
            return "unasked"
        return "no" if answer == "no" or answer == 0 else "yes"
    if isinstance(expression, Any):
        result: Value = "no"
        for part in expression.parts:
            value = evaluate(part, facts)
            if value == "yes":
                return "yes"
            if value == "unasked":
                result = "unasked"
        return result
    if isinstance(expression, All):
        result = "yes"
        for part in expression.parts:
            value = evaluate(part, facts)
            if value == "no":
                return "no"
            if value == "unasked":
                result = "unasked"
        return result
    if isinstance(expression, Compare):
        return _compare(expression, facts.get(expression.variable))
    if isinstance(expression, Lacks):
        answer = facts.get(expression.permission)
        if answer is None:
            return "unasked"
        return "no" if answer == "yes" or answer == 1 else "yes"
    return "yes"


def _compare(expression: Compare, answer: str | float | None) -> Value:
    if answer is None:
        return "unasked"
    if isinstance(answer, str):
        # "Unsure" about a number, or "yes" without one, may be the worst case; "no" means it never happened.
        return "no" if answer == "no" else "yes"
    match expression.operator:
        case "<":
            holds = answer < expression.bound
        case "<=":
            holds = answer <= expression.bound
        case ">":
            holds = answer > expression.bound
        case _:
            holds = answer >= expression.bound
    return "yes" if holds else "no"
