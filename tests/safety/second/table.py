"""The flat table of all rules of the second transcription: 58 red flags and 179 contraindications."""

from tests.safety.second.contraindications import CONTRAINDICATIONS
from tests.safety.second.flags import FLAGS
from tests.safety.second.oils import OILS_ROWS
from tests.safety.second.rows import Rule
from tests.safety.second.tags import tagged

RULES: tuple[Rule, ...] = tuple(tagged(rule) for rule in FLAGS + CONTRAINDICATIONS + OILS_ROWS)
FLAG_IDS = frozenset(rule.id for rule in FLAGS)
CONTRAINDICATION_IDS = frozenset(rule.id for rule in (*CONTRAINDICATIONS, *OILS_ROWS))
