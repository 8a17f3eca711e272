"""The environment variables that begin with UNCLENCH_, and the folders of this person on this machine."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

KNOWN = {
    "UNCLENCH_BROWSER": "the Chromium that the tests use",
    "UNCLENCH_DATA": "the folder that holds this person's data",
    "UNCLENCH_TLS_CERT": "the certificate for `serve --host`, a PEM file",
    "UNCLENCH_TLS_KEY": "the key of that certificate, a PEM file that nobody else may read",
}


class SettingsError(Exception):
    """A setting that is unknown or has no usable value; the text is meant for the person who set it."""


def check_environment(environ: Mapping[str, str]) -> None:
    """Refuse unknown and empty settings: a mistyped one would silently be without effect."""
    for name in sorted(environ):
        if name in KNOWN:
            if not environ[name].strip():
                raise SettingsError(f"{name} is set but empty. Give it a value, or unset it.")
        elif name.startswith("UNCLENCH_"):
            from difflib import get_close_matches

            nearest = get_close_matches(name, KNOWN, n=1, cutoff=0)[0]
            raise SettingsError(f"{name} is not a setting of Unclench. The nearest one is {nearest}.")


def data_folder() -> Path:
    """Where this person's data lives. The folder is not created here."""
    chosen = os.environ.get("UNCLENCH_DATA", "")
    if chosen.strip():
        return Path(chosen).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Unclench"
    if sys.platform == "win32":
        return _local_app_data() / "Unclench"
    return _xdg("XDG_DATA_HOME", Path.home() / ".local" / "share") / "unclench"


def cache_folder() -> Path:
    """Where things may be kept that can be made again at any time. The folder is not created here."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "Unclench"
    if sys.platform == "win32":
        return _local_app_data() / "Unclench" / "Cache"
    return _xdg("XDG_CACHE_HOME", Path.home() / ".cache") / "unclench"


def _xdg(variable: str, otherwise: Path) -> Path:
    """The XDG specification tells programs to ignore a relative path."""
    path = Path(os.environ.get(variable, ""))
    return path if path.is_absolute() else otherwise


def _local_app_data() -> Path:
    return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
