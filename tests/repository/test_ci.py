"""`.ci/run` in an invented system: every program it may start is a script that notes its arguments."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.repository.tree import ROOT


class System:
    def __init__(self, folder: Path) -> None:
        self.notes = folder / "notes"
        self.programs = folder / "programs"
        self.script = folder / "repository" / ".ci" / "run"
        self.programs.mkdir()
        self.script.parent.mkdir(parents=True)
        shutil.copy(ROOT / ".ci" / "run", self.script)
        (self.programs / "dirname").symlink_to(str(shutil.which("dirname")))
        self.add("apt-get")
        self.add("sudo", 'exec "$@"')

    def add(self, program: str, then: str = "") -> None:
        path = self.programs / program
        path.write_text(f'#!/bin/sh\necho "{program} $*" >> "{self.notes}"\n{then}\n')
        path.chmod(0o755)

    def run(self, **environ: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(shutil.which("bash")), self.script],
            env={"PATH": str(self.programs), "DEBIAN_BIN": str(self.programs), **environ},
            check=False,
        )

    def installed(self) -> list[str]:
        """The packages asked for, in order."""
        lines = [line for line in self.notes.read_text().splitlines() if line.startswith("apt-get")]
        return [
            word for line in lines if " install " in line for word in line.split(" --no-install-recommends ")[1].split()
        ]


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path)


def test_complete_system_installs_nothing(system: System) -> None:
    system.add("python3")
    system.add("chromium")
    assert system.run().returncode == 0
    assert "apt-get" not in system.notes.read_text()
    assert system.notes.read_text().splitlines()[-1] == "python3 run.py test"


def test_a_missing_python_is_installed(system: System) -> None:
    system.add("chromium")
    system.run()
    assert system.installed() == ["python3", "python3-venv"]


def test_the_python_of_the_system_is_taken_before_another_on_the_path(system: System, tmp_path: Path) -> None:
    system.add("python3")
    system.add("chromium")
    other = tmp_path / "other"
    other.mkdir()
    (other / "python3").write_text("#!/bin/sh\nexit 99\n")
    (other / "python3").chmod(0o755)
    assert system.run(PATH=f"{other}{os.pathsep}{system.programs}").returncode == 0
    assert system.notes.read_text().splitlines()[-1] == "python3 run.py test"


def test_missing_browser_is_installed(system: System) -> None:
    system.add("python3")
    system.run()
    assert system.installed() == ["chromium"]


def test_chosen_browser_is_enough(system: System) -> None:
    system.add("python3")
    system.run(UNCLENCH_BROWSER="/somewhere/browser")
    assert "apt-get" not in system.notes.read_text()


def test_missing_venv_is_installed(system: System) -> None:
    system.add("python3", 'test "$1" != -c')
    system.add("chromium")
    system.run()
    assert system.installed() == ["python3-venv"]


def test_result_of_the_tests_is_the_result(system: System) -> None:
    system.add("python3", 'test "$1" = -c')
    system.add("chromium")
    assert system.run().returncode == 1


def test_failed_installation_stops(system: System) -> None:
    system.add("python3")
    system.add("apt-get", "exit 100")
    assert system.run().returncode == 100
    assert "run.py" not in system.notes.read_text()


def test_it_can_be_started() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
