"""The rules that a clearance names behind its limits."""

from __future__ import annotations

from unclench.safety import Clearance
from unclench.safety.types import RuleId


def rules_named(clearance: Clearance) -> set[RuleId]:
    return {
        *clearance.hands_on_rules,
        *clearance.hands_on_limit_rules,
        *(rule for block in clearance.blocks for rule in block.rules),
        *(rule for cap in clearance.caps for rule in cap.rules),
        *(rule for entry in clearance.forbidden for rule in entry.rules),
        *(rule for rules in clearance.forbidden_practices.values() for rule in rules),
        *(rule for rules in clearance.blocked_points.values() for rule in rules),
        *(rule for rules in clearance.forbidden_positions.values() for rule in rules),
        *(rule for use in clearance.oils for rule in use.rules),
        *(spoken.rule for spoken in clearance.lines),
    }


def rules_found(clearance: Clearance) -> set[RuleId]:
    return {finding.rule for finding in clearance.findings}
