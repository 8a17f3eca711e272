"""`unclench serve`: the app in the browser, on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), help="The port of this data folder; kept for later starts.")
@click.option(
    "--host",
    metavar="ADDRESS",
    help="Also for other devices at home: this machine's address. Needs UNCLENCH_TLS_CERT and UNCLENCH_TLS_KEY.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def command(*, port: int | None, host: str | None, no_browser: bool) -> None:
    """Open Unclench in the browser. Nothing leaves this machine.

    \b
    unclench serve
    unclench serve --host 192.168.1.20      # a phone at home; see docs/guide/phone.md
    """
    from unclench.web.serving import ServingError, Wish, serve

    wish = Wish(
        host=host,
        port=port,
        certificate=_path("UNCLENCH_TLS_CERT") if host else None,
        key=_path("UNCLENCH_TLS_KEY") if host else None,
        open_browser=not no_browser,
    )
    try:
        serve(wish, lambda text: click.echo(text, err=True))
    except ServingError as error:
        raise click.ClickException(str(error)) from None


def _path(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value).expanduser().absolute() if value else None
