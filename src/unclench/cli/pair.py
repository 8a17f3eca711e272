"""`unclench pair`: a code by which a phone comes in, for a server that is running."""

from __future__ import annotations

import sys

import click


@click.command("pair")
def command() -> None:
    """Let a phone at home in: point its camera at the code.

    Unclench has to be running for other devices, see unclench serve --host. The code is good for 5 minutes, once.
    """
    from unclench.web.serving import ServingError, pairing_link

    try:
        link = pairing_link()
    except ServingError as error:
        raise click.ClickException(str(error)) from None
    from unclench.web.accounts.qr import qr_text

    code = qr_text(link)
    if _can_show(code):
        click.echo(code)
    click.echo(link)
    click.echo("Good for 5 minutes, once. Phone and computer have to be in the same network.", err=True)


def _can_show(code: str) -> bool:
    """Some terminals of Windows have no half blocks; the link does as well."""
    try:
        code.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
