"""Nothing leaves the machine: asserted at the browser's sockets and at the server's, over the whole walk.

And the first page is light. Requests and bytes are counted; nothing is timed.
"""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Playwright, Response

from tests.browser.app import PHONE, App, Watcher, launch
from tests.browser.netlog import Traffic, logging_to, read
from tests.browser.walk import Walker, newcomer

MOST_REQUESTS = 10
MOST_BYTES = 150_000

# Loaded by every Python process that the server starts. An address of a file system socket is a text.
_LOG_SOCKETS = """
import json, os, sys

def hear(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        said = arguments[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        said = arguments[0]
    else:
        return
    line = json.dumps([event, said if isinstance(said, (str, list, tuple)) else repr(said)]) + "\\n"
    with open(os.environ["SOCKETS_LOG"], "a", encoding="utf-8") as file:
        file.write(line)

sys.addaudithook(hear)
with open(os.environ["SOCKETS_LOG"], "a", encoding="utf-8") as file:
    file.write(json.dumps(["started", ""]) + "\\n")
"""


@dataclass(frozen=True)
class Weight:
    requests: int
    bytes: int


@dataclass(frozen=True)
class Walked:
    traffic: Traffic
    server: list[tuple[str, object]]
    """What Python code of the server wanted of the network: kind and address."""
    first_page: Weight


@pytest.fixture(scope="module")
def walked(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    folder = tmp_path_factory.mktemp("traffic")
    hook, log, net = folder / "hook", folder / "sockets.jsonl", folder / "net.json"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(_LOG_SOCKETS, "utf-8")
    app = App(folder, {"SOCKETS_LOG": str(log)}, hook, from_nothing=True)
    watcher = Watcher(app)
    app.start()
    browser = launch(playwright, *logging_to(net))
    try:
        page = newcomer(app, browser, watcher, PHONE).new_page()
        weight = go_everywhere(Walker(page, app, touch=True))
    finally:
        browser.close()
        app.stop()
    watcher.check()
    return Walked(read(net), [tuple(json.loads(line)) for line in log.read_text("utf-8").splitlines()], weight)


def go_everywhere(walker: Walker) -> Weight:
    page = walker.page
    answers: list[Response] = []

    def hear(answer: Response) -> None:
        answers.append(answer)

    page.on("response", hear)
    walker.come_in()
    page.wait_for_load_state("networkidle")
    weight = weigh([answer for answer in answers if "/enter" not in answer.url and answer.url.startswith("http")])
    walker.ask(minutes=5)
    walker.answer_check()
    plan = page.url
    walker.start()
    walker.to_the_end()
    walker.leave_by("Skip")
    page.goto(f"{plan}phone/")
    page.wait_for_load_state("networkidle")
    for name in ("Today", "History", "You"):
        walker.tap_link(name)
        page.wait_for_load_state("networkidle")
    walker.leave_by("Attack now")
    walker.leave_by("None of these")
    walker.leave_by(page.get_by_role("button", name=re.compile("^Breathing")))
    walker.sounds()
    page.goto("/about/")
    return weight


def weigh(answers: list[Response]) -> Weight:
    """As it came over the wire, with its headers."""
    sizes = [answer.request.sizes() for answer in answers]
    return Weight(len(answers), sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes))


def test_the_browser_reaches_this_machine_alone(walked: Walked) -> None:
    assert walked.traffic.reached
    assert walked.traffic.wanted
    assert walked.traffic.beyond == set()


def test_the_server_reaches_this_machine_alone(walked: Walked) -> None:
    assert [kind for kind, _ in walked.server].count("started") >= 2  # the server, and the process it serves with
    assert [entry for entry in walked.server if entry[0] != "started" and not is_here(entry[1])] == []


def test_the_first_page_is_light(walked: Walked) -> None:
    print(walked.first_page)
    assert walked.first_page.requests <= MOST_REQUESTS
    assert walked.first_page.bytes <= MOST_BYTES


def is_here(address: object) -> bool:
    """A loopback address, the name of this machine for itself, or a path."""
    host = address[0] if isinstance(address, list) and address else address
    if not isinstance(host, str):
        return False
    if host == "localhost" or host.startswith(("/", "\x00")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def test_it_would_be_seen() -> None:
    """The judge of addresses tells here from elsewhere."""
    assert all(map(is_here, ("localhost", "/run/x", ["127.0.0.1", 80], ["::1", 80, 0, 0])))
    assert not any(map(is_here, ("example.org", ["192.0.2.1", 443], None, [])))
