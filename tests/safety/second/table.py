"""The flat table of all rules of the second transcription: 58 red flags and 165 contraindications."""

from tests.safety.second.contraindications import CONTRAINDICATIONS
from tests.safety.second.flags import FLAGS
from tests.safety.second.rows import Rule

RULES: tuple[Rule, ...] = FLAGS + CONTRAINDICATIONS
FLAG_IDS = frozenset(rule.id for rule in FLAGS)
CONTRAINDICATION_IDS = frozenset(rule.id for rule in CONTRAINDICATIONS)
