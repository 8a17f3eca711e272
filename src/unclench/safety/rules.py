"""The rule book: rules read from content, checked, compiled once.

An unknown condition, symptom or variable is refused with the nearest names, never ignored: a misspelt blood thinner
must not pass for nothing.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from unclench import stored
from unclench.names import NotKnownError, nearest_names, normalised
from unclench.plain import PlainError, from_plain, to_plain
from unclench.safety.entail import Entailments
from unclench.safety.expression import Expression, ExpressionError, Value, comparisons, evaluate, parse, variables
from unclench.safety.types import (
    Answer,
    Answers,
    AskDoctor,
    BlockAll,
    BlockRegions,
    Finding,
    ForbidOils,
    Rule,
    RuleId,
    Variable,
    VariableEntry,
)

CONTENT = Path(__file__).parent / "content"


class RuleContentError(ValueError):
    """The rules on disk are not as they must be; the message names file, rule and field."""


@dataclass(frozen=True)
class RuleBook:
    """All rules, in the order of their files: red flags first."""

    rules: tuple[Rule, ...]
    entries: tuple[VariableEntry, ...]
    entailments: Entailments
    version: str

    @cached_property
    def by_id(self) -> Mapping[RuleId, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def variables(self) -> Mapping[Variable, VariableEntry]:
        return {entry.name: entry for entry in self.entries}

    @cached_property
    def bounds(self) -> tuple[tuple[Variable, float], ...]:
        """Every number that some rule compares with."""
        found = ((entry.variable, entry.bound) for rule in self.rules for entry in comparisons(rule.when))
        return tuple(dict.fromkeys(found))

    @cached_property
    def oils(self) -> tuple[Variable, ...]:
        return tuple(entry.name for entry in self.entries if entry.oil)

    @cached_property
    def findings(self) -> Mapping[RuleId, Finding]:
        """What each rule says when it applies and no doctor has said yes."""
        return {rule.id: _finding(rule) for rule in self.rules}

    @cached_property
    def asking(self) -> Mapping[Variable, frozenset[RuleId]]:
        """The rules whose condition looks at a variable."""
        asking: dict[Variable, set[RuleId]] = {}
        for rule in self.rules:
            for variable in variables(rule.when):
                asking.setdefault(variable, set()).add(rule.id)
        return {variable: frozenset(rules) for variable, rules in asking.items()}

    @cached_property
    def at_rest(self) -> Mapping[RuleId, Value]:
        """What each condition says of somebody who answered no to everything."""
        facts: dict[str, str | float] = dict.fromkeys(self.variables, "no")
        return {rule.id: evaluate(rule.when, facts) for rule in self.rules}

    @cached_property
    def emergencies(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.urgency == "emergency_now")

    @property
    def red_flags(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == "red_flag")

    @property
    def contraindications(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == "contraindication")

    def find(self, kind: str, text: str) -> Rule:
        """The red flag or contraindication by id, name or alias. Raises NotKnownError with the nearest names."""
        rule = self._names(kind).get(normalised(text))
        if rule is None:
            names = [name for rule in self._of_kind(kind) for name in (rule.id, *rule.aliases)]
            raise NotKnownError("symptom" if kind == "red_flag" else "condition", text, nearest_names(text, names))
        return rule

    def find_variable(self, text: str) -> VariableEntry:
        """The variable by name or alias. Raises NotKnownError with the nearest names."""
        wanted = normalised(text)
        for entry in self.entries:
            if wanted in (normalised(name) for name in (entry.name, *entry.aliases)):
                return entry
        raise NotKnownError("fact", text, nearest_names(text, list(self.variables)))

    def check(self, answers: Answers) -> None:
        """Refuse what no rule knows. Raises NotKnownError, or ValueError for an answer of the wrong kind."""
        for condition in answers.conditions:
            self._require(condition, "contraindication")
        for symptom in answers.symptoms:
            self._require(symptom, "red_flag")
        for rule_id in (*answers.doctor_said_yes, *answers.areas_of):
            self._require_any(rule_id)
        for variable, answer in answers.facts.items():
            self._check_answer(variable, answer)

    def _require(self, rule_id: RuleId, kind: str) -> None:
        rule = self.by_id.get(rule_id)
        if rule is None or rule.kind != kind:
            names = [known.id for known in self._of_kind(kind)]
            raise NotKnownError(
                "symptom" if kind == "red_flag" else "condition", rule_id, nearest_names(rule_id, names)
            )

    def _require_any(self, rule_id: RuleId) -> None:
        if rule_id not in self.by_id:
            raise NotKnownError("rule", rule_id, nearest_names(rule_id, list(self.by_id)))

    def _check_answer(self, variable: Variable, answer: Answer) -> None:
        entry = self.variables.get(variable)
        if entry is None:
            raise NotKnownError("fact", variable, nearest_names(variable, list(self.variables)))
        if answer in ("yes", "no", "unsure"):
            return
        # True would pass for the number 1, such as one week of pregnancy.
        if isinstance(answer, str | bool):
            raise ValueError(f"{variable}: yes, no, unsure or a number expected, {answer!r} given")
        if entry.kind == "yes_no":
            raise ValueError(f"{variable} is answered with yes, no or unsure, not with {answer:g}")
        if not entry.least <= answer <= entry.most:
            unit = "" if not entry.unit or entry.unit[0].isdigit() else f" {entry.unit}"
            raise ValueError(f"{variable}: from {entry.least:g} to {entry.most:g}{unit}, not {answer:g}")

    def _of_kind(self, kind: str) -> Iterable[Rule]:
        return (rule for rule in self.rules if rule.kind == kind)

    def _names(self, kind: str) -> Mapping[str, Rule]:
        return {normalised(name): rule for rule in self._of_kind(kind) for name in (rule.id, rule.name, *rule.aliases)}


@cache
def load_rules() -> RuleBook:
    """The rules of this version of the program. Raises RuleContentError if the content is broken.

    Read from content once per machine and kept compiled (see stored.py).
    """
    made_from = stored.fingerprint(Path(__file__).parent, CONTENT)
    return stored.kept(RuleBook, stored.file("rules.json"), made_from, lambda: read_rules(CONTENT))


def read_rules(folder: Path) -> RuleBook:
    """Read and check the rules in `folder` (red_flags.toml, variables.toml, contraindications/*.toml)."""
    rules = tuple(_read(folder / "red_flags.toml", "flag", _red_flag))
    for path in sorted((folder / "contraindications").glob("*.toml")):
        rules += tuple(_read(path, "rule", _contraindication))
    entries = tuple(
        from_plain(VariableEntry, entry)
        for entry in tomllib.loads((folder / "variables.toml").read_text(encoding="utf-8"))["variable"]
    )
    book = RuleBook(rules, entries, _entailments(folder / "entailments.toml"), _digest(folder))
    _check_links(book)
    return book


def _read(path: Path, table: str, prepare: Any) -> Iterator[Rule]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))[table]:
        where = f"{path.name}: {entry.get('id', '?')}"
        try:
            yield from_plain(Rule, prepare(entry))
        except (PlainError, ExpressionError) as error:
            raise RuleContentError(f"{where}: {error}") from None
        except KeyError as error:
            raise RuleContentError(f"{where}: {error.args[0]} is missing") from None


def _red_flag(entry: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "red_flag", "type": "red_flag", "everyone": False} | _prepared(entry)


def _contraindication(entry: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "contraindication", "question": "", "everyone": entry["group"] == "global"} | _prepared(entry)


def _prepared(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"when": to_plain(parse(entry["when"]))}


def _entailments(path: Path) -> Entailments:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    prepared = [entry | {"when": to_plain(parse(entry["when"]))} for entry in data["entailment"]]
    return from_plain(Entailments, {"entailments": prepared, "events": data["same_event"]})


def _finding(rule: Rule) -> Finding:
    asks = any(isinstance(effect, AskDoctor) for effect in rule.effects)
    blocks = any(isinstance(effect, BlockRegions | BlockAll) for effect in rule.effects)
    return Finding(
        rule=rule.id,
        name=rule.name,
        type=rule.type,
        everyone=rule.everyone,
        urgency=rule.urgency,
        reason=rule.reason,
        effects=rule.effects,
        waits=asks and blocks and not rule.everyone,
        sources=rule.sources,
        basis=rule.basis,
        verified=rule.verified,
    )


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _check_links(book: RuleBook) -> None:
    if len(book.by_id) != len(book.rules):
        raise RuleContentError("a rule id stands twice")
    for rule in book.rules:
        _check_condition(book, rule.id, rule.when)
        _check_known(book, rule.id, rule.sets)
        _check_oils(book, rule)
    for entailment in book.entailments.entailments:
        _check_condition(book, "an entailment", entailment.when)
        _check_known(book, "an entailment", (*entailment.sets, *entailment.unsure))
    for event in book.entailments.events:
        _check_known(book, event.name, (*event.hours, *event.also_sets))


def _check_known(book: RuleBook, where: str, named: Iterable[Variable]) -> None:
    for variable in named:
        if variable not in book.variables:
            raise RuleContentError(f"{where}: unknown variable {variable}")


def _check_oils(book: RuleBook, rule: Rule) -> None:
    for effect in rule.effects:
        for oil in effect.oils if isinstance(effect, ForbidOils) else ():
            if oil not in book.oils:
                raise RuleContentError(f"{rule.id}: {oil} is no oil")


def _check_condition(book: RuleBook, where: str, condition: Expression) -> None:
    _check_known(book, where, variables(condition))
    for comparison in comparisons(condition):
        if book.variables[comparison.variable].kind != "number":
            raise RuleContentError(f"{where}: {comparison.variable} is compared with a number but is not one")
