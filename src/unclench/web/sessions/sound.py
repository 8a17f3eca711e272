"""The sound of a plan: rendered once, by one thread, into a file named by what is in it.

Two servers may wish for the same sound: a lock between processes lets one of them render, and a file is there whole
or not at all. Files can be made again at any time, so they live in the cache folder, and the longest unheard go first.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args
from uuid import UUID

from unclench.guide.audio import AudioError, render
from unclench.guide.canonical import digest
from unclench.guide.types import Density, Score
from unclench.guide.voice import NoVoice, VoiceError, default_voice
from unclench.plain import to_plain
from unclench.settings import cache_folder
from unclench.web.accounts.models import Person
from unclench.web.locking import FileLock
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan

Voice = Literal["own", "bells", "silent"]
"""With all words, with the few that are never left out, or with none, for the device's own voice to speak."""
Suffix = Literal["opus", "mp3"]
State = Literal["working", "ready", "failed"]
VOICES: tuple[Voice, ...] = get_args(Voice)
SUFFIXES: tuple[Suffix, ...] = get_args(Suffix)

_LARGEST_BYTES = 500_000_000
_FORMAT = 1
"""Part of every name: it changes when the same score is to sound different."""

_BROKEN = "The sound could not be made. Try again; the words can be read meanwhile."

DENSITIES: dict[Voice, Density | None] = {"own": None, "bells": "bells", "silent": None}


@dataclass(frozen=True, slots=True)
class Sound:
    """Where it stands. `path` is there once it is ready, `message` if it failed."""

    state: State
    share: float = 0.0
    path: Path | None = None
    message: str = ""


@dataclass(slots=True)
class _Job:
    path: Path
    score: Score
    title: str
    voice: Voice
    share: float = 0.0
    message: str = ""
    over: threading.Event = field(default_factory=threading.Event)


class _Worker:
    """One thread that renders what was wished for last first: a plan that was changed meanwhile can wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._jobs: dict[Path, _Job] = {}
        self._waiting: list[_Job] = []
        self._thread: threading.Thread | None = None

    def job(self, path: Path) -> _Job | None:
        with self._changed:
            return self._jobs.get(path)

    def begin(self, path: Path, score: Score, title: str, voice: Voice) -> _Job:
        """The job for this file: the one under way, or a new one, also after one that failed."""
        with self._changed:
            found = self._jobs.get(path)
            if found is not None and not found.over.is_set():
                if found in self._waiting:
                    self._waiting.remove(found)
                    self._waiting.append(found)
                return found
            job = self._jobs[path] = _Job(path, score, title, voice)
            self._waiting.append(job)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="sound", daemon=True)
                self._thread.start()
            self._changed.notify()
            return job

    def forget(self, job: _Job) -> None:
        with self._changed:
            if self._jobs.get(job.path) is job:
                del self._jobs[job.path]

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                job = self._waiting.pop()
            # In a thread of its own, so that this one lives on, whatever is wrong with one plan.
            rendering = threading.Thread(target=self._render, args=(job,), name="rendering", daemon=True)
            rendering.start()
            rendering.join()

    def _render(self, job: _Job) -> None:
        message = _BROKEN
        try:
            message = _rendered(job)
        finally:
            job.message = message
            if not message:
                self.forget(job)
            job.over.set()


_worker = _Worker()


def sound(plan: Plan, voice: Voice, suffix: Suffix, *, again: bool = False) -> Sound:
    """Where the sound stands; unless it is there, its rendering begins. `again`: also if it failed before."""
    try:
        path = _path(plan, voice, suffix)
    except VoiceError as error:
        return Sound("failed", message=str(error))
    if _is_there(path):
        return Sound("ready", 1.0, path)
    job = _worker.job(path)
    if job is None or (again and job.over.is_set()):
        job = _worker.begin(path, _score(plan, voice), plan.title, voice)
    return _state(job)


def voice_of(person: Person) -> Voice:
    """What a file sounds like for this person. The device's own voice is no file: Unclench's stands in for it."""
    return "bells" if person.voice == "bells" else "own"


def wait(plan: Plan, voice: Voice, suffix: Suffix, seconds: float) -> Sound:
    """The sound, once it is ready or has failed, or as it stands when the time is over."""
    state = sound(plan, voice, suffix, again=True)
    if state.state != "working":
        return state
    job = _worker.job(_path(plan, voice, suffix))
    if job is None:
        return sound(plan, voice, suffix)
    job.over.wait(seconds)
    return _state(job)


def wait_for(score: Score, title: str, voice: Voice, suffix: Suffix, seconds: float) -> Sound:
    """The sound of something that is no whole plan, as `wait` has it."""
    try:
        path = _folder() / f"{_digest(score, voice)}.{suffix}"
    except VoiceError as error:
        return Sound("failed", message=str(error))
    if _is_there(path):
        return Sound("ready", 1.0, path)
    job = _worker.begin(path, score, title, voice)
    job.over.wait(seconds)
    return _state(job)


def _state(job: _Job) -> Sound:
    if job.message:
        return Sound("failed", message=job.message)
    if job.over.is_set() and _is_there(job.path):
        return Sound("ready", 1.0, job.path)
    return Sound("working", job.share)


def _is_there(path: Path) -> bool:
    """And it counts as heard just now, so that it is kept."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


# What is in it


def _path(plan: Plan, voice: Voice, suffix: Suffix) -> Path:
    """Raises VoiceError, where there is no voice."""
    key = (plan.id, voice)
    if key not in _digests:
        if len(_digests) >= _REMEMBERED:
            _digests.clear()
        _digests[key] = _digest(_score(plan, voice), voice)
    return _folder() / f"{_digests[key]}.{suffix}"


def _digest(score: Score, voice: Voice) -> str:
    speaker = default_voice(score.lang).id if voice == "own" else voice
    return digest({"format": _FORMAT, "score": to_plain(score), "voice": speaker})


def _score(plan: Plan, voice: Voice) -> Score:
    return planning.score_of(plan, DENSITIES[voice])


_REMEMBERED = 500
_digests: dict[tuple[UUID, Voice], str] = {}
"""A plan never changes, so neither does its sound."""


# Making it


def _rendered(job: _Job) -> str:
    """Empty, or why it could not be made and what to do."""

    def progress(share: float) -> None:
        job.share = share

    try:
        with _one_at_a_time():
            if not _is_there(job.path):
                speaker = NoVoice() if job.voice == "silent" else None
                render(job.score, job.path, voice=speaker, progress=progress, title=job.title)
                job.path.chmod(0o600)
                _make_room(job.path)
    except (AudioError, VoiceError) as error:
        return str(error)
    except OSError as error:
        return f"The sound could not be written: {error.strerror or error}. Make room on the disk, and try again."
    return ""


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    lock = FileLock(_folder() / "lock")
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _folder() -> Path:
    folder = cache_folder() / "sound"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _make_room(just_made: Path) -> None:
    """Take away what has not been heard for longest, and drafts that a killed server has left."""
    found = []
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):
            if path.suffix == ".part":
                path.unlink()
            elif path.suffix.removeprefix(".") in SUFFIXES and path != just_made:
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
    left = _LARGEST_BYTES - just_made.stat().st_size
    for _, size, path in sorted(found, reverse=True):
        left -= size
        if left < 0:
            path.unlink(missing_ok=True)
