"""Safety: answers and rules in, a Clearance out. What a Clearance does not allow is never composed, never shown."""

from unclench.safety.rules import RuleBook, load_rules
from unclench.safety.screen import UnaskedError, screen
from unclench.safety.types import Answers, Area, Clearance, Finding

__all__ = ["Answers", "Area", "Clearance", "Finding", "RuleBook", "UnaskedError", "load_rules", "screen"]
