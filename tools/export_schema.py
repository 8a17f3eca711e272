"""Write the schema of the one JSON of everything to docs/format, after a table has changed.

PYTHONPATH=src:. python tools/export_schema.py
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

FILE = Path(__file__).parents[1] / "docs" / "format" / "unclench-export-1.schema.json"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UNCLENCH_DATA"] = folder
        from unclench.web.database import set_up

        set_up()
        from unclench.web.yours.schema import text

        FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
