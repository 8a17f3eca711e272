"""The sound of a plan: rendered once, by one thread, into a file named by what is in it.

Two servers may wish for the same sound: a lock between processes lets one of them render, and a file is there whole
or not at all. Files can be made again at any time, so they live in the cache folder, and the longest unheard go first.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args
from uuid import UUID

from unclench.guide.audio import AudioError, Mix, render
from unclench.guide.canonical import digest
from unclench.guide.recordings import RecordedVoice
from unclench.guide.tags import Tags, tags_of
from unclench.guide.types import Density, Score
from unclench.guide.voice import Clip, NoVoice, VoiceError
from unclench.guide.voice import Voice as Speaker
from unclench.guide.voices import OWN, installed, speaker
from unclench.plain import to_plain
from unclench.settings import cache_folder
from unclench.web.accounts.models import Person
from unclench.web.locking import FileLock
from unclench.web.recordings import keeping
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan

Voice = Literal["own", "bells", "silent"]
"""With all words, with the few that are never left out, or with none, for the device's own voice to speak."""
Suffix = Literal["opus", "mp3", "m4a"]
State = Literal["working", "ready", "failed"]
VOICES: tuple[Voice, ...] = get_args(Voice)
SUFFIXES: tuple[Suffix, ...] = ("opus", "mp3")
"""What pages play; m4a is for other players, where the extra is installed."""

_LARGEST_BYTES = 500_000_000
_FORMAT = 2
"""Part of every name: it changes when the same score is to sound different."""

_BROKEN = "The sound could not be made. Try again; the words can be read meanwhile."

_NEARLY = 0.99
"""All is mixed, and what was handed to the encoders is still to come back."""

_ASIDE_S = 600
"""An installed voice that failed is not asked again for so long; Unclench's own speaks meanwhile."""

DENSITIES: dict[Voice, Density | None] = {"own": None, "bells": "bells", "silent": None}


@dataclass(frozen=True, slots=True)
class Sound:
    """Where it stands. `path` is there once it is ready, `message` if it failed."""

    state: State
    share: float = 0.0
    path: Path | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Wished:
    """All that decides how a plan sounds, beside the plan itself."""

    voice: Voice
    density: Density | None
    mix: Mix
    speaker: str
    """guide.voices.Installed by name, or OWN."""
    recorded: str
    """Digest of the person's own lines; empty where they are not used."""


@dataclass(slots=True)
class _Job:
    path: Path
    wished: _Wished
    score: Score
    tags: Tags
    recordings: Mapping[str, Clip]
    made: Path | None = None
    """Where it is in the end: elsewhere, if another voice had to speak."""
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

    def begin(self, wanted: _Job) -> _Job:
        """The job for this file: the one under way, or the new one, also after one that failed."""
        with self._changed:
            found = self._jobs.get(wanted.path)
            if found is not None and not found.over.is_set():
                if found in self._waiting:
                    self._waiting.remove(found)
                    self._waiting.append(found)
                return found
            self._jobs[wanted.path] = wanted
            self._waiting.append(wanted)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="sound", daemon=True)
                self._thread.start()
            self._changed.notify()
            return wanted

    def forget(self, job: _Job) -> None:
        with self._changed:
            if self._jobs.get(job.path) is job:
                del self._jobs[job.path]

    def forget_all(self, seconds: float) -> None:
        """What waits is not made any more; what is being made is waited for, so long at most."""
        with self._changed:
            for job in self._waiting:
                job.message = _BROKEN
                job.over.set()
            under_way = [job for job in self._jobs.values() if not job.over.is_set()]
            self._waiting.clear()
            self._jobs.clear()
        for job in under_way:
            job.over.wait(seconds)

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
    wished = _wished(planning.listener_of(plan), voice)
    try:
        path = _path(plan, wished, suffix)
    except VoiceError as error:
        return Sound("failed", message=str(error))
    if _is_there(path):
        return Sound("ready", 1.0, path)
    job = _worker.job(path)
    if job is None or (again and job.over.is_set()):
        job = _worker.begin(_job(plan, wished, path))
    return _state(job)


def voice_of(person: Person) -> Voice:
    """What a file sounds like for this person. The device's own voice is no file: Unclench's stands in for it."""
    return "bells" if person.density == "bells" else "own"


def wait(plan: Plan, voice: Voice, suffix: Suffix, seconds: float) -> Sound:
    """The sound, once it is ready or has failed, or as it stands when the time is over."""
    state = sound(plan, voice, suffix, again=True)
    if state.state != "working":
        return state
    job = _worker.job(_path(plan, _wished(planning.listener_of(plan), voice), suffix))
    if job is None:
        return sound(plan, voice, suffix)
    job.over.wait(seconds)
    return _state(job)


def wait_alone(plan: Plan, voice: Voice, suffix: Suffix, seconds: float) -> Sound:
    """For a file of sound alone, with its introduction, as `wait` has it."""
    score = planning.heard_alone(plan, DENSITIES[voice])
    tags = tags_of(planning.session_of(plan), score, plan.title)
    return wait_for(planning.listener_of(plan), score, tags, voice, suffix=suffix, seconds=seconds)


def wait_for(person: Person, score: Score, tags: Tags, voice: Voice, *, suffix: Suffix, seconds: float) -> Sound:
    """The sound of something that is no whole plan, as `wait` has it, in the voice that this person has chosen."""
    wished = _wished(person, voice)
    try:
        path = _file(_digest(score, wished), suffix)
    except VoiceError as error:
        return Sound("failed", message=str(error))
    if _is_there(path):
        return Sound("ready", 1.0, path)
    job = _worker.begin(_Job(path, wished, score, tags, _recordings(person, score, wished)))
    job.over.wait(seconds)
    return _state(job)


def forget_all(seconds: float) -> None:
    """No sound is being made after this, unless somebody wishes for one anew. The files are the caller's to delete."""
    _worker.forget_all(seconds)
    _digests.clear()


def _state(job: _Job) -> Sound:
    if job.message:
        return Sound("failed", message=job.message)
    if job.over.is_set() and job.made is not None and _is_there(job.made):
        return Sound("ready", 1.0, job.made)
    return Sound("working", min(job.share, _NEARLY))


def _is_there(path: Path) -> bool:
    """And it counts as heard just now, so that it is kept."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


# What is in it


def _wished(person: Person, voice: Voice) -> _Wished:
    """As the person who uses Unclench has chosen it."""
    mix = Mix("soft" if person.bed == "soft" else "off", person.metronome)
    if voice == "silent":
        return _Wished(voice, None, mix, OWN, "")
    recorded = keeping.digest_of(person) if person.recordings else ""
    return _Wished(voice, DENSITIES[voice], mix, _speaker_for(person), recorded)


def _speaker_for(person: Person) -> str:
    """The chosen voice, where it is there and has not failed just now."""
    if person.speaker == OWN or is_aside(person.speaker):
        return OWN
    return person.speaker if any(voice.name == person.speaker for voice in installed()) else OWN


def is_aside(name: str) -> bool:
    """This voice has failed a short while ago."""
    return name in _aside and time.monotonic() - _aside[name] < _ASIDE_S


_aside: dict[str, float] = {}


def _path(plan: Plan, wished: _Wished, suffix: str) -> Path:
    """Raises VoiceError, where there is no voice."""
    key = (plan.id, planning.listener_of(plan).density, wished)
    if key not in _digests:
        if len(_digests) >= _REMEMBERED:
            _digests.clear()
        _digests[key] = _digest(planning.score_of(plan, wished.density), wished)
    return _file(_digests[key], suffix)


def _file(name: str, suffix: str) -> Path:
    return _folder() / f"{name}.{suffix}"


def _digest(score: Score, wished: _Wished) -> str:
    heard = {
        "format": _FORMAT,
        "score": to_plain(score),
        "voice": NoVoice.id if wished.voice == "silent" else speaker(wished.speaker, score.lang).id,
        "mix": to_plain(wished.mix),
        "recorded": wished.recorded,
    }
    return digest(heard)


def _job(plan: Plan, wished: _Wished, path: Path) -> _Job:
    score = planning.score_of(plan, wished.density)
    tags = tags_of(planning.session_of(plan), score, plan.title)
    return _Job(path, wished, score, tags, _recordings(planning.listener_of(plan), score, wished))


def _recordings(person: Person, score: Score, wished: _Wished) -> Mapping[str, Clip]:
    if not wished.recorded:
        return {}
    texts = {cue.say.default for step in score.steps for cue in step.cues if cue.say is not None}
    return keeping.clips_for(person, texts)


_REMEMBERED = 500
_digests: dict[tuple[UUID, str, _Wished], str] = {}
"""A plan never changes, so neither does its sound, as long as nothing else is wished."""


# Making it


def _rendered(job: _Job) -> str:
    """Empty, or why it could not be made and what to do."""
    wished = job.wished
    try:
        with _one_at_a_time():
            try:
                job.made = _render(job, wished, job.path)
            except VoiceError:
                if wished.speaker == OWN:
                    raise
                # The whole session in the other voice: one that changes half-way would startle.
                _aside[wished.speaker] = time.monotonic()
                wished = replace(wished, speaker=OWN)
                job.made = _render(job, wished, _file(_digest(job.score, wished), job.path.suffix.removeprefix(".")))
    except (AudioError, VoiceError) as error:
        return str(error)
    except OSError as error:
        return f"The sound could not be written: {error.strerror or error}. Make room on the disk, and try again."
    return ""


def _render(job: _Job, wished: _Wished, path: Path) -> Path:
    def progress(share: float) -> None:
        job.share = share

    if not _is_there(path):
        render(job.score, path, voice=_speaker(job, wished), mix=wished.mix, progress=progress, tags=job.tags)
        path.chmod(0o600)
        _make_room(path)
    return path


def _speaker(job: _Job, wished: _Wished) -> Speaker:
    if wished.voice == "silent":
        return NoVoice()
    voice = speaker(wished.speaker, job.score.lang)
    return RecordedVoice(job.recordings, voice) if job.recordings else voice


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
            elif path.suffix.removeprefix(".") in get_args(Suffix) and path != just_made:
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
    left = _LARGEST_BYTES - just_made.stat().st_size
    for _, size, path in sorted(found, reverse=True):
        left -= size
        if left < 0:
            path.unlink(missing_ok=True)
