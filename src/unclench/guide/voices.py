"""The voices that a person has installed, in a folder of their own, and the one that is to speak."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unclench import settings
from unclench.guide.lines import LANGUAGES
from unclench.guide.piper import PROGRAM, Piper, PiperVoice
from unclench.guide.voice import CachedVoice, Voice, VoiceError, default_voice
from unclench.names import did_you_mean, nearest_names

OWN = ""
"""The name of the voice that comes with Unclench."""

LARGEST_BYTES = 500_000_000
LARGEST_CONFIG_BYTES = 1_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_ONNX = b"\x08"
"""A model begins with the number of its format's version, which in a protocol buffer is field 1."""


class InstallError(Exception):
    """The voice cannot be installed; the text says why."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A Piper voice in the folder. `language` as its own file says it: en_GB."""

    piper: Piper
    language: str
    quality: str

    @property
    def name(self) -> str:
        return self.piper.name


def voices_folder() -> Path:
    return settings.data_folder() / "voices"


def installed() -> tuple[Installed, ...]:
    """By name. What is damaged is left out: it cannot speak."""
    found = []
    with suppress(OSError):
        for about in sorted(voices_folder().glob("*.voice.json")):
            with suppress(OSError, ValueError, KeyError, TypeError):
                found.append(_read(about))
    return tuple(found)


def find(name: str) -> Installed:
    """Raises InstallError for a voice that is not there."""
    voices = {voice.name: voice for voice in installed()}
    if name not in voices:
        hint = did_you_mean(nearest_names(name, list(voices))) if voices else " None is installed."
        raise InstallError(f"There is no voice “{name}”.{hint}")
    return voices[name]


def speaker(name: str, lang: str = "en") -> Voice:
    """The voice by its name, with its clips kept. Raises VoiceError."""
    if name == OWN:
        return default_voice(lang)
    try:
        return _piper_voice(find(name).piper, lang)
    except InstallError as error:
        raise VoiceError(str(error)) from None


@cache
def _piper_voice(piper: Piper, lang: str) -> Voice:
    return CachedVoice(PiperVoice(piper, default_voice(lang)))


# Into the folder and out of it


def install(model: Path, program: str = "") -> Installed:
    """Copy a Piper voice, FILE.onnx with FILE.onnx.json beside it, into the folder. Raises InstallError."""
    name = model.name.removesuffix(".onnx")
    if model.suffix != ".onnx" or not _NAME.fullmatch(name):
        raise InstallError(
            f"{model.name} is not the name of a Piper voice; it ends in .onnx, such as en_GB-alba-medium.onnx."
        )
    config = model.with_name(f"{model.name}.json")
    about = _checked_config(config)
    _check_model(model)
    if program and shutil.which(program) is None:
        raise InstallError(f"{program} is not a program that can be started.")
    folder = voices_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        for source in (model, config):
            digest.update(_copy(source, folder / source.name).encode())
        kept = {
            "name": name,
            "digest": digest.hexdigest()[:16],
            "program": str(Path(shutil.which(program) or program).absolute()) if program else "",
            "language": about["language"]["code"],
            "quality": str(about["audio"].get("quality", "")),
        }
        _write(folder / f"{name}.voice.json", json.dumps(kept, indent=1).encode())
    except OSError as error:
        raise InstallError(f"{model.name} could not be copied: {error.strerror or error}.") from None
    return find(name)


def remove(name: str) -> None:
    """Raises InstallError."""
    voice = find(name)
    for path in (_about_path(voice), voice.piper.model, voice.piper.config):
        path.unlink(missing_ok=True)


def program_of(voice: Installed) -> str | None:
    """Where the program is that speaks it; None where there is none."""
    return shutil.which(voice.piper.program or PROGRAM)


def _about_path(voice: Installed) -> Path:
    return voices_folder() / f"{voice.name}.voice.json"


def _read(about: Path) -> Installed:
    kept = json.loads(about.read_bytes())
    name = str(kept["name"])
    if not _NAME.fullmatch(name) or about.name != f"{name}.voice.json":
        raise ValueError("another name")
    model = about.with_name(f"{name}.onnx")
    config = about.with_name(f"{name}.onnx.json")
    if not (model.is_file() and config.is_file()):
        raise FileNotFoundError(model)
    piper = Piper(name, model, config, str(kept["digest"]), str(kept["program"]))
    return Installed(piper, str(kept["language"]), str(kept["quality"]))


def _checked_config(config: Path) -> dict[str, Any]:
    try:
        if config.stat().st_size > LARGEST_CONFIG_BYTES:
            raise InstallError(f"{config.name} is larger than the description of a voice is.")
        about = json.loads(config.read_bytes())
        rate = int(about["audio"]["sample_rate"])
        language = str(about.setdefault("language", {"code": about["espeak"]["voice"]})["code"])
        sounds = about["phoneme_id_map"]
    except FileNotFoundError:
        raise InstallError(f"Beside the voice there has to be its description, {config.name}.") from None
    except OSError as error:
        raise InstallError(f"{config.name} could not be read: {error.strerror or error}.") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InstallError(f"{config.name} is not the description of a Piper voice.") from None
    if not 8_000 <= rate <= 48_000 or not isinstance(sounds, dict) or not sounds:
        raise InstallError(f"{config.name} is not the description of a Piper voice.")
    if re.split(r"[-_]", language)[0].lower() not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise InstallError(f"This voice speaks “{language}”; what there is to say is written in: {known}.")
    return dict(about)


def _check_model(model: Path) -> None:
    try:
        size = model.stat().st_size
        with model.open("rb") as file:
            begins = file.read(1)
    except OSError as error:
        raise InstallError(f"{model.name} could not be read: {error.strerror or error}.") from None
    if begins != _ONNX:
        raise InstallError(f"{model.name} is not a model in the ONNX format.")
    if size > LARGEST_BYTES:
        raise InstallError(f"{model.name} is larger than {LARGEST_BYTES // 1_000_000} MB.")


def _copy(source: Path, target: Path) -> str:
    """Under its name only once it is whole. Its digest."""
    digest = hashlib.sha256()
    draft = target.with_name(f".{secrets.token_hex(4)}.part")
    try:
        with source.open("rb") as read, draft.open("xb") as written:
            draft.chmod(0o600)
            while piece := read.read(1 << 20):
                digest.update(piece)
                written.write(piece)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest()


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{secrets.token_hex(4)}.part")
    draft.write_bytes(data)
    draft.chmod(0o600)
    draft.replace(path)
