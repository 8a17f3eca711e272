"""run.py prepares the environment, explains what is missing, and starts the program or the tests."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.house import ORIGINAL, House, copy_house, in_a_process, load

# The environment


def test_first_start_makes_the_environment(house: House) -> None:
    assert house.ensure() == ["make", "fetch uv", "sync"]


def test_later_starts_do_nothing(house: House) -> None:
    house.ensure()
    assert house.ensure() == []


@pytest.mark.parametrize("name", ["pyproject.toml", "uv.lock"])
def test_changed_lock_is_installed(house: House, name: str) -> None:
    house.ensure()
    with (house.run.ROOT / name).open("a") as file:
        file.write("# changed\n")
    assert house.ensure() == ["sync"]


def test_test_tools_are_added_once_and_stay(house: House) -> None:
    house.ensure()
    assert house.ensure("test") == ["sync test"]
    assert house.ensure() == []
    assert house.ensure("test") == []
    (house.run.ROOT / "uv.lock").write_text("version = 2\n")
    assert house.ensure() == ["sync test"]


@pytest.mark.parametrize("step", ["make", "fetch uv", "sync"])
def test_interrupted_preparation_begins_again(house: House, step: str) -> None:
    def interrupt() -> bool:
        raise KeyboardInterrupt

    house.answers[step] = interrupt
    with pytest.raises(KeyboardInterrupt):
        house.ensure()
    leftover = house.run.ENVIRONMENT / "leftover"
    leftover.touch()
    house.answers.clear()
    assert house.ensure() == ["make", "fetch uv", "sync"]
    assert not leftover.exists()


def test_interrupted_update_begins_again(house: House) -> None:
    def interrupt() -> bool:
        raise KeyboardInterrupt

    house.ensure()
    house.answers["sync"] = interrupt
    with pytest.raises(KeyboardInterrupt):
        house.ensure("test")
    house.answers.clear()
    assert house.ensure("test") == ["make", "fetch uv", "sync test"]


def test_failed_addition_leaves_the_environment_usable(house: House) -> None:
    house.ensure()
    house.answers = dict.fromkeys(["sync", "pip install"], lambda: False)
    with pytest.raises(house.run.SetupError):
        house.ensure("frontend")
    assert house.ensure() == []
    house.answers.clear()
    assert house.ensure("frontend") == ["sync frontend"]


def test_failed_update_leaves_no_stamp(house: House) -> None:
    house.ensure()
    (house.run.ROOT / "uv.lock").write_text("version = 2\n")
    house.answers = dict.fromkeys(["sync", "pip install"], lambda: False)
    with pytest.raises(house.run.SetupError):
        house.ensure()
    assert not house.run.STAMP.exists()


@pytest.mark.parametrize("damage", ["", "one-word", "\xff\xfe"])
def test_damaged_stamp_counts_as_none(house: House, damage: str) -> None:
    house.ensure()
    house.run.STAMP.write_text(damage, "latin-1")
    assert house.ensure() == ["make", "fetch uv", "sync"]


def test_other_python_gets_a_new_environment(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.ensure()
    monkeypatch.setattr(house.run.sys.implementation, "cache_tag", "cpython-399")
    assert house.ensure() == ["make", "fetch uv", "sync"]


def test_vanished_python_gets_a_new_environment(house: House) -> None:
    house.ensure()
    (house.run.BIN / "python").unlink()
    assert house.ensure() == ["make", "fetch uv", "sync"]


def test_moved_house_gets_a_new_environment(
    house: House, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.ensure()
    new = tmp_path_factory.mktemp("moved") / "house"
    shutil.copytree(house.run.ROOT, new)
    moved = House(load(new))
    monkeypatch.setattr(moved.run, "prepare", moved.prepare)
    assert moved.ensure() == ["make", "fetch uv", "sync"]


def test_pip_helps_where_uv_cannot_reach_the_packages(house: House) -> None:
    house.answers["sync"] = lambda: False
    assert house.ensure("test") == [
        "make",
        "fetch uv",
        "sync test",
        "export test",
        "pip",
        "pip install",
        "install ourselves",
    ]
    assert house.ensure("test") == []


@pytest.mark.parametrize(
    ("failing", "advice"),
    [
        (["make"], "sudo apt install python3-venv"),
        (["fetch uv"], "https://pypi.org"),
        (["sync", "pip install"], "https://files.pythonhosted.org"),
    ],
)
def test_failed_step_is_explained(house: House, failing: list[str], advice: str) -> None:
    house.answers = dict.fromkeys(failing, lambda: False)
    with pytest.raises(house.run.SetupError, match=advice):
        house.ensure()
    assert not house.run.STAMP.exists()


def test_pip_always_demands_hashes(house: House) -> None:
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(house.run.pip_install())


def test_tools_are_kept_inside(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "PYTHONPATH",
        "PYTHONHOME",
        "UV_NO_VERIFY_HASHES",
        "UV_INDEX_URL",
        "PIP_TARGET",
        "PIP_PREFIX",
    ):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "elsewhere")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "automatic")
    monkeypatch.setenv("UV_CACHE_DIR", "cache")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("PIP_CERT", "certificates.pem")
    environ = house.run.tool_environ()
    assert "elsewhere" not in environ.values()
    assert environ["UV_PROJECT_ENVIRONMENT"] == str(house.run.ENVIRONMENT)
    assert environ["UV_PYTHON_DOWNLOADS"] == "never"
    assert environ["UV_CACHE_DIR"] == "cache"
    assert environ["SSL_CERT_FILE"] == "certificates.pem"


def test_two_first_starts_prepare_once(tmp_path: Path) -> None:
    copy_house(tmp_path)
    program = """
import time, run

def prepare(*command):
    time.sleep(0.2)
    run.BIN.mkdir(parents=True, exist_ok=True)
    (run.BIN / "python").touch()
    with open("steps", "a") as steps:
        steps.write("step\\n")
    return True

run.prepare = prepare
run.ensure_environment()
"""
    starts = [subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path) for _ in range(3)]
    assert [start.wait() for start in starts] == [0, 0, 0]
    assert (tmp_path / "steps").read_text().split() == ["step"] * 3  # make, fetch uv, sync


def test_warm_start_loads_little(tmp_path: Path) -> None:
    before = """
run.is_ready = lambda groups: True
run.DIST_STAMP.parent.mkdir(parents=True)
run.DIST_STAMP.write_text(run.frontend_source() + " 24", "ascii")
(run.DIST / "manifest.json").touch()
heavy = {"json", "shutil", "subprocess", "tempfile", "typing"}
run.os.execve = lambda *call: print(*call[1][1:], *heavy & set(sys.modules))
"""
    done = in_a_process(tmp_path, before=before)
    assert done.stdout.strip() == "serve"


# What the person reads


@pytest.mark.parametrize("arguments", [[], ["test"], ["--version"]])
def test_unknown_setting_stops_the_start(tmp_path: Path, arguments: list[str]) -> None:
    done = in_a_process(tmp_path, *arguments, UNCLENCH_DAAT="somewhere")
    assert done.returncode == 2
    assert done.stderr == "UNCLENCH_DAAT is not a setting of Unclench. The nearest one is UNCLENCH_DATA.\n"
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_venv_says_the_line_to_type(tmp_path: Path, module: str) -> None:
    before = f"""
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == {module!r} else find(name)
"""
    done = in_a_process(tmp_path, "--version", before=before)
    assert done.returncode == 2
    assert "\n    sudo apt install python3-venv\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("platform", "line"),
    [("linux", "sudo apt install chromium"), ("darwin", "brew install --cask chromium")],
)
@pytest.mark.parametrize("arguments", [["test"], ["test", "-k", "something"]])
def test_missing_browser_stops_before_any_test(tmp_path: Path, platform: str, line: str, arguments: list[str]) -> None:
    before = f"run.BROWSER_PLACES = ()\nrun.sys.platform = {platform!r}"
    done = in_a_process(tmp_path, *arguments, before=before)
    assert done.returncode == 2
    assert f"\n    {line}\n" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_wrong_browser_is_named(tmp_path: Path) -> None:
    done = in_a_process(tmp_path, "test", UNCLENCH_BROWSER="/no/such/browser")
    assert done.returncode == 2
    assert "UNCLENCH_BROWSER is '/no/such/browser'" in done.stderr


def test_unwritable_folder_is_explained(tmp_path: Path) -> None:
    done = in_a_process(tmp_path, before="run.LOCK = run.ROOT / 'no-such-folder' / 'lock'")
    assert done.returncode == 2
    assert done.stderr.startswith("The environment could not be prepared: ")
    assert "Traceback" not in done.stderr


def test_incomplete_copy_is_explained(house: House) -> None:
    (house.run.ROOT / "uv.lock").unlink()
    with pytest.raises(house.run.SetupError, match=r"uv\.lock is missing"):
        house.ensure()


def test_interruption_is_no_traceback(tmp_path: Path) -> None:
    before = """
def prepare(*command):
    raise KeyboardInterrupt
run.prepare = prepare
"""
    done = in_a_process(tmp_path, before=before)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, "Interrupted.")


def test_failing_tool_is_quoted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    copy_house(tmp_path)
    run = load(tmp_path)
    assert not run.prepare(sys.executable, "-c", "import sys; sys.exit('no space left')")
    assert run.prepare(sys.executable, "-c", "print('all went well')")
    assert capfd.readouterr().err == "no space left\n"


def test_old_python_gets_a_sentence() -> None:
    program = """
import sys
sys.version_info = (3, 6, 9, "final", 0)
__file__ = sys.argv[1]
exec(compile(open(__file__).read(), __file__, "exec"))
"""
    done = subprocess.run([sys.executable, "-c", program, ORIGINAL], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Unclench needs Python 3.11 or newer; this is Python 3.6.\n")


def test_old_python_can_parse_it() -> None:
    tree = ast.parse(ORIGINAL.read_text("utf-8"), feature_version=(3, 6))
    futures = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert futures == []


# The two commands


@pytest.fixture
def tools(house: House, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of shell scripts that note what they are asked, and a browser on the PATH."""
    house.ensure("test")
    notes: Path = house.run.ROOT / "notes"
    for tool in ("python", "ruff", "mypy", "lint-imports", "unclench"):
        script = house.run.BIN / tool
        script.write_text(f'#!/bin/sh\necho "{tool} $*" >> "{notes}"\n')
        script.chmod(0o755)
    browser = house.run.ROOT / "path" / "chromium"
    browser.parent.mkdir()
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(browser.parent))
    monkeypatch.delenv("UNCLENCH_BROWSER", raising=False)
    node = house.run.ROOT / "path" / "node"
    node.write_text(f'#!/bin/sh\necho "node ${{1##*/}} $2 $3 $4" >> "{notes}"\n')
    node.chmod(0o755)
    monkeypatch.setattr(house.run, "find_node", lambda: house.run.Node(node, [], (24, 0)))
    for step in ("ensure_node_modules", "ensure_frontend"):
        monkeypatch.setattr(house.run, step, lambda *_, step=step: house.steps.append(step))
    house.steps.clear()
    return notes


CHECKS = {
    "ruff check .",
    "ruff format --check .",
    "mypy",
    "lint-imports --no-logo",
    "node tsc --noEmit --project frontend",
}
PYTEST = "python -m pytest -n auto --dist worksteal --durations 30 --durations-min 3"


def assert_everything_ran(tools: Path) -> None:
    """The checks side by side, then the tests."""
    *checks, last = [line.rstrip() for line in tools.read_text().splitlines()]
    assert (len(checks), set(checks), last) == (len(CHECKS), CHECKS, PYTEST)


def test_test_runs_everything(house: House, tools: Path) -> None:
    assert house.run.main(["test"]) == 0
    assert house.steps == ["ensure_node_modules", "ensure_frontend"]
    assert_everything_ran(tools)


@pytest.mark.usefixtures("tools")
def test_what_the_checks_say_is_said_in_order(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    for tool, delay_s in (("ruff", 0.2), ("mypy", 0.0)):
        script = house.run.BIN / tool
        script.write_text(f"#!/bin/sh\nsleep {delay_s}\necho {tool} speaks\n")
    assert house.run.main(["test"]) == 0
    said = [line for line in "".join(capfd.readouterr()).splitlines() if line.endswith(("speaks", "mypy"))]
    assert said == ["ruff speaks", "ruff speaks", "== mypy", "mypy speaks"]


@pytest.mark.parametrize("tool", [".venv/bin/mypy", "path/node"])
def test_failing_check_fails_but_the_tests_still_run(house: House, tools: Path, tool: str) -> None:
    script = house.run.ROOT / tool
    script.write_text(script.read_text() + "exit 1\n")
    assert house.run.main(["test"]) == 1
    assert_everything_ran(tools)


def test_test_with_arguments_is_pytest_alone(house: House, tools: Path) -> None:
    script = house.run.BIN / "python"
    script.write_text(script.read_text() + "exit 5\n")
    assert house.run.main(["test", "-k", "two words"]) == 5
    assert tools.read_text() == "python -m pytest -k two words\n"
    assert house.steps == ["ensure_frontend"]


def test_browser_is_passed_on(house: House, tools: Path) -> None:
    script = house.run.BIN / "python"
    script.write_text(f'#!/bin/sh\necho "$UNCLENCH_BROWSER" > "{tools}"\n')
    house.run.main(["test", "-q"])
    assert tools.read_text() == f"{house.run.ROOT}/path/chromium\n"


@pytest.mark.parametrize("name", ["chromium", "google-chrome", "msedge"])
def test_browser_is_found_by_its_usual_names(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_text("#!/bin/sh\n")
    (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert house.run.find_browser({}) == tmp_path / name


def test_arguments_and_exit_status_pass_through(tmp_path: Path) -> None:
    program = tmp_path / ".venv" / "bin" / "unclench"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" "$PYTHONPATH" "$PWD"\nexit 7\n')
    program.chmod(0o755)
    done = in_a_process(
        tmp_path,
        "session",
        "a b",
        "*",
        before="run.is_ready = lambda groups: True",
        PYTHONPATH=str(tmp_path),
    )
    assert (done.stdout.splitlines(), done.returncode) == (["session", "a b", "*", "", str(tmp_path)], 7)


def test_source_stays_clean_where_that_is_wished(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environ = house.run.private_environ()
    assert "PYTHONDONTWRITEBYTECODE" not in environ
    assert Path(environ["PYTHONPYCACHEPREFIX"]).is_relative_to(house.run.ENVIRONMENT)


def test_run_is_a_program() -> None:
    assert os.access(ORIGINAL, os.X_OK)
