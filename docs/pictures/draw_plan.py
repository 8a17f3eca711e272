"""Draws docs/pictures/plan.svg: what `unclench session` prints. Run it when the plan's looks change:

python3 run.py --version && .venv/bin/python docs/pictures/draw_plan.py
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from unittest.mock import patch

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from unclench.cli import show_clearance, show_session
from unclench.cli.session import command

ARGUMENTS = [
    *("--complaint", "tension-headache", "--minutes", "10", "--position", "seated"),
    *("--pain", "temple=6", "--pain", "base-of-skull:right=5"),
]


PICTURE = Path(__file__).with_name("plan.svg")


def drawn() -> str:
    """The picture as it is now."""
    console = Console(record=True, width=112, file=io.StringIO(), force_terminal=True, highlight=False)
    with (
        patch.object(show_session, "console", lambda: console),
        patch.object(show_clearance, "console", lambda: console),
    ):
        command.main(ARGUMENTS, standalone_mode=False)
    looks = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)  # no fonts from elsewhere
    return console.export_svg(title="a plan for ten minutes", code_format=looks, unique_id="plan")


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
