"""The flat table: 58 red flags and 179 contraindications of the facts, and ten about the giver."""

from tests.safety.second.contraindications import CONTRAINDICATIONS
from tests.safety.second.flags import FLAGS
from tests.safety.second.givers import GIVER_RULES
from tests.safety.second.oils import OILS_ROWS
from tests.safety.second.rows import Rule
from tests.safety.second.tags import tagged

RULES: tuple[Rule, ...] = tuple(tagged(rule) for rule in FLAGS + CONTRAINDICATIONS + OILS_ROWS + GIVER_RULES)
FLAG_IDS = frozenset(rule.id for rule in FLAGS)
CONTRAINDICATION_IDS = frozenset(rule.id for rule in (*CONTRAINDICATIONS, *OILS_ROWS, *GIVER_RULES))
