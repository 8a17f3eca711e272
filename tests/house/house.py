"""run.py in a house of its own: a copy in an empty folder, with the tools it starts replaced by a record."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

ORIGINAL = Path(__file__).parents[2] / "run.py"


def copy_house(folder: Path) -> None:
    shutil.copy(ORIGINAL, folder)
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "uv.lock").write_text("version = 1\n")
    (folder / "package.json").write_text("{}\n")
    (folder / "package-lock.json").write_text("{}\n")


def load(folder: Path) -> ModuleType:
    spec = spec_from_file_location("run_in_a_copy", folder / "run.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class House:
    """The copy, and a record of the steps its preparation takes."""

    run: ModuleType
    steps: list[str] = field(default_factory=list)
    answers: dict[str, Callable[[], bool]] = field(default_factory=dict)

    def prepare(self, *command: str | Path) -> bool:
        step = next(
            name
            for name, words in {
                "make": ("-m", "venv"),
                "fetch uv": ("--target",),
                "sync": ("sync",),
                "export": ("export",),
                "pip": ("ensurepip",),
                "pip install": ("-r",),
                "install ourselves": ("--editable",),
            }.items()
            if set(words) <= set(command)
        )
        groups = [str(command[i + 1]) for i, word in enumerate(command) if word == "--group"]
        self.steps.append(" ".join([step, *groups]))
        if step == "make":
            self.run.BIN.mkdir(parents=True)
            (self.run.BIN / "python").touch()
        return self.answers.get(step, lambda: True)()

    def ensure(self, *groups: str) -> list[str]:
        """Make ready, and tell what had to be done for it."""
        self.steps.clear()
        self.run.ensure_environment(groups)
        return list(self.steps)


def in_a_process(folder: Path, *arguments: str, before: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Start the copy in `folder` as a program, with `before` done to its module `run` first."""
    copy_house(folder)
    program = f"import sys, run\n{before}\nsys.exit(run.main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={"PATH": "", "HOME": str(folder), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
