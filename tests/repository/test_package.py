"""What people install: the wheel, the lock, the version, and how little is loaded at the start."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import run
import unclench
from tests.repository.tree import PACKAGE, ROOT, files

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HEAVY = {"numpy", "ortools", "pandas", "pydantic", "scipy", "soundfile"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    uv = str(run.UV_FOLDER / "bin" / f"uv{run.EXE}")
    build = [
        uv,
        "build",
        "--wheel",
        "--offline",
        "--no-config",
        "--quiet",
        "--out-dir",
        str(folder),
        str(ROOT),
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_wheel_holds_the_package_with_its_content(wheel: zipfile.ZipFile) -> None:
    source, built = files(PACKAGE), files(run.DIST)
    ours = {path.relative_to(PACKAGE.parent).as_posix() for path in (*source, *built)}
    packed = {name for name in wheel.namelist() if name.startswith("unclench/") and name[-1] != "/"}
    assert packed == ours
    assert any(name.endswith(".toml") for name in packed)
    assert "unclench/py.typed" in packed


def test_wheel_holds_the_built_front_end(wheel: zipfile.ZipFile) -> None:
    """Whoever installs the wheel needs no Node.js."""
    place = "unclench/web/static/dist"
    packed = set(wheel.namelist())
    assert f"{place}/manifest.json" in packed
    manifest = json.loads(wheel.read(f"{place}/manifest.json"))
    entries = {path.name for path in (run.FRONTEND / "src" / "entries").glob("*.ts")}
    assert {f"src/entries/{entry}" for entry in entries} <= manifest.keys()
    named = {
        f"{place}/{name}"
        for chunk in manifest.values()
        for name in (chunk["file"], *chunk.get("css", []), *chunk.get("assets", []))
    }
    assert named <= packed
    hashed = re.compile(rf"{place}/assets/[\w.-]+-[\w-]{{8}}\.\w+")
    assert [name for name in named if not hashed.fullmatch(name)] == []
    assert f"{place}/licenses.md" in packed


def test_wheel_holds_both_licences(wheel: zipfile.ZipFile) -> None:
    names = {Path(name).name for name in wheel.namelist()}
    assert {"LICENSE", "LICENSE-content"} <= names


def test_package_shows_the_readme() -> None:
    assert PYPROJECT["project"]["readme"] == "README.md"


def test_licences_are_whole() -> None:
    apache = (ROOT / "LICENSE").read_text("utf-8")
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in apache
    assert "END OF TERMS AND CONDITIONS" in apache
    creative_commons = (ROOT / "LICENSE-content").read_text("utf-8")
    assert creative_commons.startswith("Attribution 4.0 International\n")
    assert [f"Section {number} --" in creative_commons for number in range(1, 9)] == [True] * 8


def test_version_comes_from_the_package() -> None:
    assert unclench.__version__ == PYPROJECT["project"]["version"]


def test_package_has_no_other_lazy_name() -> None:
    assert not hasattr(unclench, "nothing")


def test_lock_names_the_public_index_only() -> None:
    lock = (ROOT / "uv.lock").read_text("utf-8")
    hosts = set(re.findall(r"https?://([^/\"]+)", lock))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    assert "file://" not in lock


def test_lock_belongs_to_the_project() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    (ours,) = (package for package in packages if package["name"] == "unclench")
    locked = [part["name"] + part["specifier"] for part in ours["metadata"]["requires-dist"]]
    extras = PYPROJECT["project"]["optional-dependencies"]
    assert sorted(locked) == sorted(
        [*PYPROJECT["project"]["dependencies"], *(one for own in extras.values() for one in own)]
    )
    groups = ours["metadata"]["requires-dev"]
    for name, wanted in PYPROJECT["dependency-groups"].items():
        assert {part["name"] + part["specifier"] for part in groups[name]} == set(wanted)


def test_run_and_project_agree_on_uv() -> None:
    pinned = re.match(r"uv==(\d+)\.(\d+)\.(\d+) ", run.UV)
    assert pinned
    major, minor, patch = pinned.groups()
    allowed = f">={major}.{minor}.{patch},<{major}.{int(minor) + 1}"
    assert PYPROJECT["tool"]["uv"]["required-version"] == allowed
    assert PYPROJECT["build-system"]["requires"] == [f"uv_build{allowed}"]


def test_run_and_package_agree_on_the_settings() -> None:
    from unclench.settings import KNOWN

    assert tuple(sorted(KNOWN)) == run.KNOWN_SETTINGS


def test_uv_is_pinned_by_whole_hashes() -> None:
    hashes = re.findall(r"--hash=sha256:(\S+)", run.UV)
    assert len(set(hashes)) == len(hashes) == 8
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in hashes)


@pytest.mark.parametrize(
    "start",
    [["-c", "import unclench"], ["-c", "import unclench.cli.main"], [str(run.BIN / "unclench"), "--version"]],
)
def test_start_loads_nothing_heavy(start: list[str]) -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", *start], capture_output=True, text=True, check=True)
    loaded = set(re.findall(r"\| +(\w+)$", done.stderr, re.MULTILINE))
    assert "unclench" in loaded
    assert loaded & HEAVY == set()


def test_importing_the_package_loads_nothing_more_than_python_itself() -> None:
    program = "import sys\nbefore = set(sys.modules)\nimport unclench\nprint(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["unclench"]
