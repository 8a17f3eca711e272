"""`serve --host` as a phone at home meets it: TLS only, and a code that lets in once."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.app import DESKTOP, HERE, PHONE, STARTS_WITHIN_S, free_port

HOST = "127.0.0.2" if sys.platform == "linux" else "127.0.0.1"
"""Other systems have one loopback address of IPv4 until they are told of more."""


@dataclass(frozen=True)
class Host:
    folder: Path
    url: str
    trusted: ssl.SSLContext

    @property
    def door(self) -> Path:
        return self.folder / "data" / "open.html"

    def answer(self, url: str) -> int:
        try:
            with urllib.request.urlopen(url, timeout=5, context=self.trusted) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as error:
            return error.code

    def unclench(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "unclench.cli.main", *words],
            env=environment(self.folder),
            cwd=HERE,
            capture_output=True,
            encoding="utf-8",
            timeout=STARTS_WITHIN_S,
            check=False,
        )


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UNCLENCH_", "DJANGO_"))}
    own = {
        "UNCLENCH_DATA": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPATH": str(HERE / "src"),
        "PYTHONUTF8": "1",
    }
    return kept | own | more


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("host")
    authority = trustme.CA()
    made = authority.issue_cert(HOST)
    certificate, key = folder / "cert.pem", folder / "key.pem"
    made.cert_chain_pems[0].write_to_path(certificate)
    made.private_key_pem.write_to_path(key)
    key.chmod(0o600)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    port = free_port()
    served = Host(folder, f"https://{HOST}:{port}", trusted)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "unclench.cli.main", "serve", "--no-browser", "--host", HOST, "--port", str(port)],
            env=environment(folder, UNCLENCH_TLS_CERT=str(certificate), UNCLENCH_TLS_KEY=str(key)),
            cwd=HERE,
            stdout=log,
            stderr=log,
        )
    until = time.monotonic() + STARTS_WITHIN_S
    while not (served.door.exists() and listens(port)):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError((folder / "server.log").read_text("utf-8"))
        time.sleep(0.05)
    yield served
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def computer(host: Host, browser: Browser) -> Iterator[Page]:
    """Signed in by the file, as at each start."""
    host.door.unlink(missing_ok=True)
    again = host.unclench("serve", "--no-browser")
    assert again.returncode == 0, again.stderr
    context = opened(browser, DESKTOP)
    page = context.new_page()
    page.goto(host.door.as_uri())
    page.wait_for_url(f"{host.url}/")
    yield page
    context.close()


def opened(browser: Browser, size: tuple[int, int]) -> BrowserContext:
    # Chromium does not know the test's authority; `test_it_speaks_tls…` holds that the certificate is the right one.
    return browser.new_context(viewport={"width": size[0], "height": size[1]}, ignore_https_errors=True)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = opened(browser, PHONE)
    yield context.new_page()
    context.close()


def come_in(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.get_by_role("button", name="Come in").click()


def code_for_a_phone(computer: Page, host: Host) -> str:
    computer.goto(f"{host.url}/you/")
    computer.get_by_role("button", name="Let a phone in").click()
    expect(computer.get_by_role("heading", name="Let a phone in")).to_be_visible()
    box = computer.locator("svg.qr").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 160
    return computer.locator(".code").inner_text().strip()


def test_it_speaks_tls_with_the_certificate_given_and_nothing_else(host: Host) -> None:
    assert host.answer(f"{host.url}/enter") == 200
    assert host.answer(f"{host.url}/") == 404
    with pytest.raises((OSError, http.client.HTTPException)):  # an alert of TLS is no answer of HTTP
        host.answer(host.url.replace("https:", "http:"))
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{host.url}/enter", timeout=5)


def test_old_tls_is_refused(host: Host) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    name, port = host.url.removeprefix("https://").split(":")
    with (
        socket.create_connection((name, int(port)), timeout=5) as plain,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        old.wrap_socket(plain)


def test_without_a_certificate_it_does_not_start(tmp_path: Path) -> None:
    refused = Host(tmp_path, "", ssl.create_default_context()).unclench("serve", "--no-browser", "--host", "192.0.2.1")
    assert refused.returncode == 1
    assert "UNCLENCH_TLS_CERT" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_the_start_says_how_to_let_a_phone_in(host: Host) -> None:
    assert "unclench pair" in (host.folder / "server.log").read_text("utf-8")


def test_a_phone_comes_in_once_by_the_code_and_is_signed_out_again(
    host: Host, computer: Page, browser: Browser, phone: Page
) -> None:
    link = code_for_a_phone(computer, host)
    assert link.startswith(f"{host.url}/enter#")
    come_in(phone, link)
    phone.wait_for_url(f"{host.url}/")
    assert link.partition("#")[2] not in phone.url
    (cookie,) = [cookie for cookie in phone.context.cookies() if cookie.get("httpOnly")]
    assert cookie.get("name") == f"unclench_{host.url.rpartition(':')[2]}"
    assert cookie.get("secure")
    assert cookie.get("sameSite") == "Lax"

    thief = opened(browser, PHONE).new_page()
    come_in(thief, link)
    expect(thief.get_by_text("used already, or is too old")).to_be_visible()
    thief.goto(f"{host.url}/")
    expect(thief.get_by_role("link", name="History")).to_have_count(0)
    thief.context.close()

    phone.goto(f"{host.url}/you/")
    phone.get_by_role("radio", name="Dark").check()  # a form of the phone's own is taken
    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")

    computer.goto(f"{host.url}/you/")
    others = computer.locator(".device").filter(has_not_text="this one")
    before = others.count()
    assert before >= 1
    others.first.get_by_role("button", name=re.compile("Sign out")).click()
    expect(others).to_have_count(before - 1)
    answer = phone.goto(f"{host.url}/you/")
    assert answer is not None
    assert answer.status == 404


def test_the_command_line_gives_a_code_too(host: Host, phone: Page) -> None:
    shown = host.unclench("pair")
    assert shown.returncode == 0, shown.stderr
    assert "▀" in shown.stdout
    come_in(phone, shown.stdout.split()[-1])
    phone.wait_for_url(f"{host.url}/")


def test_a_code_ends_after_five_minutes(host: Host, phone: Page) -> None:
    link = host.unclench("pair").stdout.split()[-1]
    database = host.folder / "data" / "unclench.sqlite3"
    with closing(sqlite3.connect(database, timeout=20)) as records, records:
        (seconds,) = records.execute(
            "SELECT strftime('%s', good_until) - strftime('%s', 'now') FROM accounts_token ORDER BY good_until DESC"
        ).fetchone()
        assert 280 <= seconds <= 301
        records.execute("UPDATE accounts_token SET good_until = datetime('now', '-1 second')")
    come_in(phone, link)
    expect(phone.get_by_text("used already, or is too old")).to_be_visible()


def test_without_such_a_server_there_is_no_code(tmp_path: Path) -> None:
    refused = Host(tmp_path, "", ssl.create_default_context()).unclench("pair")
    assert refused.returncode == 1
    assert "not running" in refused.stderr
    assert "serve --host" in refused.stderr
