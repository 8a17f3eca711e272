from unclench.safety.citations import load_citations
from unclench.safety.rules import load_rules


def test_every_source_of_a_rule_can_be_looked_up() -> None:
    citations = load_citations()
    for rule in load_rules().rules:
        for name in rule.sources:
            assert citations[name].citation
