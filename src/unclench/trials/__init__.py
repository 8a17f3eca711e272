"""Trials: a fair test on one person. Plan it, draw it, read it, and say what it found, “cannot tell yet” included.

    plan        what a trial can find, before it begins
    randomise   draw its schedule from a seed that is committed by hash
    fit         headache days in 28, with sessions and without (`fit_many`, `fit_attacks`)
    monitor     the e-value, which may be looked at any time (`monitor_attacks`)
    choose      the arm that comes next
    pool        a cohort's prior, from the `sums` of its partitions
    report      all of it, as data, pictures and Markdown

The mathematics, and how it was checked, is written down in docs/methods/trials.md. Everything is imported when it is
first used: whoever does not ask need not wait for numpy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unclench.trials.attacks import Attack, AttackFinding, fit_attacks, monitor_attacks
    from unclench.trials.choosing import Choice, Contrast, Unit, aipw, choose
    from unclench.trials.design import Coin, Design, Schedule, is_genuine, randomise
    from unclench.trials.finding import Finding, verdict, weeks_needed
    from unclench.trials.fitting import fit, fit_many
    from unclench.trials.model import Terms
    from unclench.trials.monitoring import Monitoring, monitor
    from unclench.trials.planning import Plan, attacks_needed, plan
    from unclench.trials.pooling import Sums, pool, sums
    from unclench.trials.protocol import protocol, protocol_markdown
    from unclench.trials.record import Trial, read_trial
    from unclench.trials.reporting import Report, report
    from unclench.trials.types import AttackPrior, Diary, Normal, Prior, TrialError

_HOMES = {
    "attacks": ("Attack", "AttackFinding", "fit_attacks", "monitor_attacks"),
    "choosing": ("Choice", "Contrast", "Unit", "aipw", "choose"),
    "design": ("Coin", "Design", "Schedule", "is_genuine", "randomise"),
    "finding": ("Finding", "verdict", "weeks_needed"),
    "fitting": ("fit", "fit_many"),
    "model": ("Terms",),
    "monitoring": ("Monitoring", "monitor"),
    "planning": ("Plan", "attacks_needed", "plan"),
    "pooling": ("Sums", "pool", "sums"),
    "protocol": ("protocol", "protocol_markdown"),
    "record": ("Trial", "read_trial"),
    "reporting": ("Report", "report"),
    "types": ("AttackPrior", "Diary", "Normal", "Prior", "TrialError"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Attack",
    "AttackFinding",
    "AttackPrior",
    "Choice",
    "Coin",
    "Contrast",
    "Design",
    "Diary",
    "Finding",
    "Monitoring",
    "Normal",
    "Plan",
    "Prior",
    "Report",
    "Schedule",
    "Sums",
    "Terms",
    "Trial",
    "TrialError",
    "Unit",
    "aipw",
    "attacks_needed",
    "choose",
    "fit",
    "fit_attacks",
    "fit_many",
    "is_genuine",
    "monitor",
    "monitor_attacks",
    "plan",
    "pool",
    "protocol",
    "protocol_markdown",
    "randomise",
    "read_trial",
    "report",
    "sums",
    "verdict",
    "weeks_needed",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"unclench.trials.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
