"""The real program, served from a data folder of its own, and the pages that browsers open there."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, StorageState

from tests.tables import copy_tables

HERE = Path(__file__).parents[2]
STARTS_WITHIN_S = 240
"""A busy machine takes long; one that fails says so at once."""
WAITS_MS = 60_000
ENDS_WITHIN_S = 60
PORTS_TRIED = 3

ARGUMENTS = [
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PHONE = (390, 844)
DESKTOP = (1280, 800)

# A violation of the content security policy is said on the console too, but not by every engine in one way.
_SAY_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""

# What a lock screen or a key on headphones would press.
HEADPHONES = """
window.headphones = {};
navigator.mediaSession.setActionHandler = (action, handler) => { headphones[action] = handler; };
"""


def launch(playwright: Playwright, *further: str) -> Browser:
    """The Chromium named by UNCLENCH_BROWSER."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(
        executable_path=Path(os.environ["UNCLENCH_BROWSER"]),
        args=[*ARGUMENTS, *further, *(["--no-sandbox"] if as_root else [])],
        headless=False,  # the argument above asks for it
    )


class App:
    """A server with its own folder and port. `start` may follow `stop` or `kill`; the records stay."""

    def __init__(
        self,
        folder: Path,
        variables: Mapping[str, str] | None = None,
        first_on_path: Path = HERE,
        *,
        from_nothing: bool = False,
    ) -> None:
        """With further variables of the environment, and a folder that Python looks into first.

        `from_nothing`: it makes its tables itself.
        """
        self._from_nothing = from_nothing
        self.folder = folder
        self._variables = dict(variables or {})
        self._path = (first_on_path, HERE / "src", HERE)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._was_up = False
        self._signed_in: StorageState | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def door(self) -> Path:
        """The file that signs a browser in, once and within a minute."""
        return self.data / "open.html"

    def start(self) -> None:
        """A port that was free may be taken before it is served on; before the first start another one will do."""
        for left in reversed(range(PORTS_TRIED)):
            if self._started() or not left or self._was_up or "is taken by another program" not in self.log():
                break
            self.port = free_port()
            self.url = f"http://localhost:{self.port}"
        if self._process is None:
            raise RuntimeError(f"The server did not start:\n{self.log()}")
        self._was_up = True

    def _started(self) -> bool:
        if not self._from_nothing and not self.data.exists():
            copy_tables(self.data)
        self.door.unlink(missing_ok=True)
        log = (self.folder / "server.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "unclench.cli.main", "serve", "--no-browser", "--port", str(self.port)],
                env=self._environment(),
                cwd=HERE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + STARTS_WITHIN_S
        while not (self.door.exists() and self._answers()):
            if self._process.poll() is not None or time.monotonic() > until:
                self._end(signal.SIGTERM)
                return False
            time.sleep(0.05)
        return True

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As if the power had gone: the server and the process it serves with end in the middle of whatever they do."""
        if self._process is not None and sys.platform != "win32":
            os.killpg(self._process.pid, signal.SIGKILL)
        self._end(signal.SIGTERM)

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        return (self.folder / "server.log").read_text("utf-8", errors="replace")

    def open_door(self) -> Path:
        """A new file that signs a browser in, as a second `unclench serve` writes it."""
        self.door.unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "unclench.cli.main", "serve", "--no-browser"],
            env=self._environment(),
            cwd=HERE,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not self.door.exists():
            raise RuntimeError(f"There is no way in:\n{done.stdout}{done.stderr}\n{self.log()}")
        return self.door

    def stage(self, function: str, **arguments: object) -> Any:
        """Call a function of tests/browser/stage.py on this folder's records, and have its answer."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.browser.stage", function, json.dumps(arguments)],
            env=self._environment() | {"DJANGO_SETTINGS_MODULE": "unclench.web.settings"},
            cwd=HERE,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)

    def context(self, browser: Browser, size: tuple[int, int], **options: Any) -> BrowserContext:
        """A browser of its own in which the person of this machine is signed in."""
        if self._signed_in is None:
            first = browser.new_context()
            first.set_default_timeout(WAITS_MS)
            page = first.new_page()
            page.goto(self.open_door().as_uri())
            page.wait_for_url(f"{self.url}/**")
            page.wait_for_load_state()
            self._signed_in = first.storage_state()
            first.close()
        width, height = size
        context = browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            storage_state=self._signed_in,
            timezone_id="Europe/Berlin",
            locale="en-GB",
            **options,
        )
        context.set_default_timeout(WAITS_MS)
        return context

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/", timeout=5).close()
        except urllib.error.HTTPError:
            return True  # a stranger is refused, but by a server
        except OSError:
            return False
        return True

    def _environment(self) -> dict[str, str]:
        own = {
            "UNCLENCH_DATA": str(self.data),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "PYTHONPATH": os.pathsep.join(map(str, self._path)),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("UNCLENCH_", "DJANGO_"))}
        return kept | own | self._variables

    def _end(self, by: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(by)
        try:
            self._process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            # With those that it serves with, or they would go on in the folder that is being taken away.
            if sys.platform != "win32":
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
            self._process.wait()
        self._process = None


class Watcher:
    """Hears what goes wrong in pages: errors on the console, uncaught ones, policy violations, requests elsewhere."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._allowed: list[str] = []
        self.errors: list[str] = []
        self.requests: list[str] = []
        """METHOD and path of every request so far."""

    def allow(self, pattern: str) -> None:
        """This is what the test is about, such as "status of 422"."""
        self._allowed.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(_SAY_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._add(f"uncaught: {error.error}"))
        context.on("request", self._request)

    def check(self) -> None:
        wrong = [error for error in self.errors if not any(re.search(pattern, error) for pattern in self._allowed)]
        assert wrong == [], "\n".join(wrong)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._add(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if request.url.startswith(("blob:", "data:")):
            return
        if not request.url.startswith((f"{self._app.url}/", "file:")):
            self._add(f"elsewhere: {request.url}")
        self.requests.append(f"{request.method} {request.url.removeprefix(self._app.url)}")

    def _add(self, text: str) -> None:
        self.errors.append(text)


Theme = Literal["auto", "light", "dark", "dim"]


def wear(page: Page, theme: Theme) -> None:
    """Show the open page in this theme."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
