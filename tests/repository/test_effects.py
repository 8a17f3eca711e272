"""What is said of an effect comes from a graded claim: every sentence with a word for an effect names its claim.

A sentence names its claim by a field `claims` beside it (evidence of techniques and points, rationale of complaints,
what is known of techniques that nobody guides, the result of a template), or by a comment on its line:
`# claim: endorphins` in TOML and Python,
`// claim: endorphins` in TypeScript, `{# claim: endorphins #}` in a template, `<!-- claim: endorphins -->` in Markdown.
What needs none stands in ALLOWED, with the reason. The claims themselves are the evidence, and are not looked at.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.repository.tree import PACKAGE, ROOT, files
from unclench.evidence import load_library

EFFECT = re.compile(
    r"""
    \bhelps\b | \bhelped\b | \bhelpful\b | \b(?:may|might|can|could|will|would|not|to|does|do)\ help\b
  | \b(?:ease|eases|eased|easing)\b(?!\ off)
  | \b(?:relieve|relieves|relieved|relieving|relief)\b
  | \b(?:reduce|reduces|reduced|reducing|reduction)\b
  | \b(?:improve|improves|improved|improving|improvement)\b
  | \b(?:prevent|prevents|prevented|preventing|prevention)\b
  | \b(?:lowers|lowered|lowering)\b
  | \b(?:lessen|lessens|lessened|lessening)\b
  | \b(?:boost|boosts|boosted|boosting)\b
  | \b(?:proven|proves|proof)\b
  | \b(?:effective|effectively|effectiveness)\b
  | \b(?:soothe|soothes|soothed|soothing)\b
  | \b(?:cure|cures|cured|heals)\b
  | \b(?:benefit|benefits|benefited)\b
  | \b(?:loosens|loosened|releases|released|softens|softened|calms|calmed|calming|relaxes|strengthens|strengthened)\b
  | \b(?:restores|refreshes|stimulates|energises|detox\w*)\b
  | \b(?:fewer|rarer|milder|calmer)\b | \bbetter\ sleep\b | \bsleep\ better\b | \bfeel\ better\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
CLAIM = re.compile(r"(?:#|//|<!--|\{#) ?claim: ([a-z0-9_]+(?:, [a-z0-9_]+)*)\s*(?:-->|#\})?")
SENTENCE = re.compile(r"(?<=[.!?;]) ")

BESIDE = {"evidence": "text", "complaint": "rationale", "unguided": "known", "template": "result"}
"""In a table of that name (or an entry of such a list), the field that its `claims` speak for."""

ALLOWED: tuple[tuple[str, str, str], ...] = (
    ("src/unclench/trials/", r".", "a trial tells what one person found on themselves, which is its own evidence"),
    ("src/unclench/cli/trial.py", r"fewer", "plans a trial: how large a change the person wants to see"),
    ("src/unclench/evidence/words.py", r"^benefit$|^Points to a benefit$", "names the answer of a claim"),
    ("src/unclench/evidence/types.py", r"^benefit$", "names the answer of a claim"),
    ("src/unclench/composer/composing.py", r"fewer wishes", "counts wishes, not effects"),
    ("src/unclench/", r"fewer than \d+ days", "a criterion that counts days"),
    ("src/unclench/web/diary/", r"^eased?,?$|^has eased$|^It has eased|^Eased|had it eased", "the person reports"),
    ("src/unclench/safety/content/after.toml", r"the diary has fewer again", "a count of days"),
    ("src/unclench/web/diary/", r"^relief$|^helpful$", "the person rates"),
    ("src/unclench/diary/", r"^[Rr]elief$|^helpful$", "the person rates"),
    ("src/unclench/cli/log.py", r"\beased\b", "the person reports"),
    ("src/unclench/web/offline/", r"^eased$|^It has eased$|^Eased$|^relief$", "the person reports, and rates"),
    ("frontend/src/offline/attack.ts", r"^eased$|^relief$", "the person reports, and rates"),
    ("README.md", r"`log eased`", "the person reports"),
    ("docs/guide/diary.md", r"has eased|log eased", "the person reports"),
    ("src/unclench/web/today/templates/today/today.html", r"^It has eased$", "the person reports"),
    ("src/unclench/web/sessions/history.py", r"^eased after$", "the person reported"),
    (
        "src/unclench/atlas/content/complaints/",
        r"^Fewer attacks$|^Better sleep$|^A calmer body$",
        "what people hope for",
    ),
    ("src/unclench/atlas/content/complaints/body.toml", r"does not ease", "a sign that leads to a doctor"),
    (
        "src/unclench/safety/content/",
        r"rest does not ease|eases with rest|plainly milder a week",
        "a sign that is asked about",
    ),
    ("src/unclench/safety/content/", r"[Rr]educed feeling|feeling is reduced", "a state of the skin"),
    ("src/unclench/safety/content/", r"calming (or sleeping|medicine)|strongly calming", "a kind of medicine"),
    ("src/unclench/safety/content/", r"medicine that strongly lowers your defences", "what a medicine does"),
    ("frontend/src/", r"prefers-reduced-motion", "a setting of the browser"),
    ("README.md", r"The composer proves", "about arithmetic, not about health"),
)


class Text(NamedTuple):
    """A text that a person can meet. `claims`: those it names, in whichever way."""

    where: str
    words: str
    claims: tuple[str, ...]


def named(line: str) -> tuple[str, ...]:
    """The claims that a comment on the line names."""
    found = CLAIM.search(line)
    return tuple(found[1].split(", ")) if found else ()


def content() -> Iterator[Text]:
    for path in files(PACKAGE):
        inside = path.relative_to(PACKAGE).parts
        if path.suffix == ".toml" and inside[0] != "evidence" and "sources" not in (path.stem, path.parent.name):
            yield from toml_texts(str(path.relative_to(ROOT)), path.read_text("utf-8"))


def toml_texts(where: str, text: str) -> Iterator[Text]:
    marked = [(line, claims) for line in text.splitlines() if (claims := named(line))]
    for name, field, words, claims in walk(tomllib.loads(text)):
        if field == "aliases":  # what people type in a search; it is not said to anybody
            continue
        beside = claims if BESIDE.get(name) == field else ()
        written = json.dumps(words, ensure_ascii=False)
        on_line = [claim for line, line_claims in marked if written in line for claim in line_claims]
        yield Text(where, words, (*beside, *on_line))


def walk(
    data: Any, table: str = "", field: str = "", claims: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Each text with the table and field it stands in, and the `claims` of that table."""
    match data:
        case str():
            yield table, field, data, claims
        case list():
            for item in data:
                yield from walk(item, table, field, claims)
        case dict():
            for key, value in data.items():
                if is_table(value):
                    yield from walk(value, key)
                elif key != "claims":
                    yield from walk(value, table, key, tuple(data.get("claims", ())))
        case _:
            return


def is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def code() -> Iterator[Text]:
    for path in files(PACKAGE):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from python_texts(str(path.relative_to(ROOT)), path.read_text("utf-8"))


def python_texts(where: str, source: str) -> Iterator[Text]:
    """Every text in the code but docstrings; those of commands are their help."""
    tree, lines, silent = ast.parse(source), source.splitlines(), set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            helps = "/cli/" in where and isinstance(node, ast.FunctionDef) and node.decorator_list
            silent |= {id(one.value) for one in node.body if isinstance(one, ast.Expr) and not helps}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield Text(where, " ".join(node.value.split()), named(lines[(node.end_lineno or node.lineno) - 1]))


def pages() -> Iterator[Text]:
    for path in files(PACKAGE):
        if path.suffix == ".html":
            for line in path.read_text("utf-8").splitlines():
                for words in template_texts(line):
                    yield Text(str(path.relative_to(ROOT)), words, named(line))


def template_texts(line: str) -> Iterator[str]:
    """What stands between the tags of a line, and what its attributes say to people."""
    yield from re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', line)
    for between in re.split(r"<[^>]*>", re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " \n ", line)):
        yield from (words for part in between.split("\n") if (words := " ".join(part.split())))


def scripts() -> Iterator[Text]:
    for path in files(ROOT / "frontend" / "src"):
        if path.suffix == ".ts":
            for line in path.read_text("utf-8").splitlines():
                for words in re.findall(r"\"([^\"]*)\"|`([^`]*)`|'([^']*)'", line.partition(" // ")[0]):
                    yield Text(str(path.relative_to(ROOT)), " ".join("".join(words).split()), named(line))


def documents() -> Iterator[Text]:
    """What somebody reads who has not yet begun, and what changed."""
    for path in (ROOT / "README.md", *files(ROOT / "docs" / "guide"), *files(ROOT / "changes")):
        if path.suffix == ".md":
            for line in path.read_text("utf-8").splitlines():
                yield Text(str(path.relative_to(ROOT)), CLAIM.sub("", line).strip(), named(line))


def texts() -> tuple[Text, ...]:
    return (*content(), *code(), *pages(), *scripts(), *documents())


TEXTS = texts()


def allowed_by(where: str, sentence: str) -> list[int]:
    return [
        number
        for number, (start, pattern, _) in enumerate(ALLOWED)
        if where.startswith(start) and re.search(pattern, sentence)
    ]


def sentences_of(text: Text) -> Iterator[str]:
    yield from (sentence for sentence in SENTENCE.split(text.words) if EFFECT.search(sentence))


def test_every_kind_of_text_is_read() -> None:
    for kind in (content, code, pages, scripts, documents):
        assert sum(1 for _ in kind()) > 20


def test_every_sentence_about_an_effect_names_its_claim() -> None:
    unnamed = [
        f"{text.where}: {sentence}"
        for text in TEXTS
        if not text.claims
        for sentence in sentences_of(text)
        if not allowed_by(text.where, sentence)
    ]
    assert unnamed == []


def test_every_claim_that_is_named_exists() -> None:
    known = load_library().claims
    assert [f"{text.where}: {claim}" for text in TEXTS for claim in text.claims if claim not in known] == []


def test_nothing_says_what_is_never_said() -> None:
    """The claims list the words themselves; the fact that they are listed is shown with them."""
    never = {phrase for claim in load_library().claims.values() for phrase in claim.never_say}
    pattern = re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in sorted(never)), re.IGNORECASE)
    assert never
    assert [f"{text.where}: {text.words}" for text in TEXTS if pattern.search(text.words)] == []


def test_what_is_allowed_is_needed_and_has_a_reason() -> None:
    used = {
        number
        for text in TEXTS
        if not text.claims
        for sentence in sentences_of(text)
        for number in allowed_by(text.where, sentence)
    }
    assert [ALLOWED[number] for number in range(len(ALLOWED)) if number not in used] == []
    assert all(len(reason.split()) >= 3 for _, _, reason in ALLOWED)


@pytest.mark.parametrize(
    "sentence",
    [
        "Massage helps against headache.",
        "It may help you fall asleep",
        "Eases tension in minutes",
        "relieves an attack",
        "It reduces stress.",
        "Your posture improves.",
        "It prevents migraine",
        "Scalp massage lowers cortisol",
        "boosts circulation",
        "A proven technique",
        "Clinically effective",
        "a soothing stroke",
        "You will sleep better",
        "Fewer headaches in four weeks",
        "This releases endorphins",
        "detoxifying strokes",
    ],
)
def test_it_notices_a_promise(sentence: str) -> None:
    assert EFFECT.search(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ease off over two breaths, and wait.",
        "New trouble seeing or speaking: stop and call for help",
        "Get help now",
        "Lower your shoulders.",
        "Soften what can soften.",
        "Let the jaw relax.",
        "the lower back",
    ],
)
def test_it_lets_instructions_be(sentence: str) -> None:
    assert not EFFECT.search(sentence)


def test_a_claim_is_found_beside_its_text_and_nowhere_else() -> None:
    toml = """
    summary = "It helps."
    [evidence]
    text = "It helps in a trial."
    claims = ["sleep"]
    [[scripts.self.more]]
    text = "This helps."
    [[complaint]]
    rationale = "It helped."
    goals = ["It helps too."]
    claims = ["mood"]
    [[rule]]
    reason = "It lowers the pressure." # claim: blood_pressure
    note = "It lowers the pulse."
    """
    found = {text.words: text.claims for text in toml_texts("x.toml", toml)}
    assert found == {
        "It helps.": (),
        "It helps in a trial.": ("sleep",),
        "This helps.": (),
        "It helped.": ("mood",),
        "It helps too.": (),
        "It lowers the pressure.": ("blood_pressure",),
        "It lowers the pulse.": (),
    }


def test_a_claim_is_found_on_the_line_of_code_page_script_and_document() -> None:
    python = 'note = "may ease it"  # claim: acupressure_nausea\nother = "may ease it too"\n'
    assert [text.claims for text in python_texts("a.py", python)] == [("acupressure_nausea",), ()]
    assert list(python_texts("src/a.py", 'def f():\n    """It helps."""\n')) == []
    assert [text.words for text in python_texts("src/cli/a.py", '@c\ndef f():\n    """It helps."""\n')] == ["It helps."]
    line = '<p title="It helps">It {{ what }} eases <b>{% if a %}much{% endif %}</b></p> {# claim: sleep, mood #}'
    assert list(template_texts(line)) == ["It helps", "It", "eases", "much"]
    assert named(line) == ("sleep", "mood")
    assert named("It may help. <!-- claim: sleep -->") == ("sleep",)
    assert named('say("it helps"); // claim: sleep') == ("sleep",)
    assert named("It may help.") == ()


def test_the_folders_it_reads_are_there() -> None:
    for start, _, _ in ALLOWED:
        assert Path(ROOT / start).exists()
