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


def main() -> None:
    console = Console(record=True, width=112, file=io.StringIO(), force_terminal=True, highlight=False)
    with (
        patch.object(show_session, "console", lambda: console),
        patch.object(show_clearance, "console", lambda: console),
    ):
        command.main(ARGUMENTS, standalone_mode=False)
    looks = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)  # no fonts from elsewhere
    console.save_svg(str(Path(__file__).with_name("plan.svg")), title="a plan for ten minutes", code_format=looks)


if __name__ == "__main__":
    main()
