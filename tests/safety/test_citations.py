import tomllib

from unclench.atlas import load_atlas
from unclench.safety.citations import load_citations
from unclench.safety.rules import CONTENT, load_rules


def test_every_source_of_a_rule_can_be_looked_up() -> None:
    citations = load_citations()
    for rule in load_rules().rules:
        for name in rule.sources:
            assert citations[name].citation


def test_a_source_of_the_atlas_does_not_stand_here_again() -> None:
    """It would have two pages."""
    own = tomllib.loads((CONTENT / "sources.toml").read_text("utf-8"))["source"]
    assert {source["id"] for source in own} & load_atlas().sources.keys() == set()
    assert load_citations().keys() == {source["id"] for source in own} | load_atlas().sources.keys()
