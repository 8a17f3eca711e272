"""Keeping recordings, and finding those that a session has a use for."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from unclench.guide.recordings import Line, clip_of, kept, read_kept
from unclench.guide.voice import Clip
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.recordings.models import Recording


def keep(person: Person, line: Line, data: bytes, moment: Moment) -> Recording:
    """A recording as it was sent, in place of the one there was of this line. Raises RecordingError."""
    return keep_clip(person, line.key, line.text, clip_of(data, line.fits_ms), moment)


def keep_clip(person: Person, key: str, text: str, clip: Clip, moment: Moment) -> Recording:
    data = kept(clip)
    made = Recording.made(
        person,
        moment,
        key=key,
        text=text,
        clip=data,
        digest=hashlib.sha256(data).hexdigest(),
        length_ms=clip.duration_ms,
    )
    with transaction.atomic():
        Recording.of(person).filter(text=text).delete()
        made.save()
    return made


def bring_back(recording: Recording) -> None:
    """Unless the line has been recorded anew meanwhile."""
    with transaction.atomic():
        if not Recording.of(recording.owner).filter(text=recording.text).exists():
            recording.bring_back()


def forget_all(person: Person, at: datetime) -> int:
    """Out of sight, all of them; how many there were."""
    with transaction.atomic():
        return Recording.of(person).update(deleted_at=at)


def digest_of(person: Person) -> str:
    """Of everything the person has recorded; empty if that is nothing."""
    said = sorted(Recording.of(person).values_list("text", "digest"))
    return hashlib.sha256(repr(said).encode()).hexdigest() if said else ""


def clips_for(person: Person, texts: Collection[str]) -> Mapping[str, Clip]:
    """What there is of these lines."""
    found = Recording.of(person).filter(text__in=texts).values_list("text", "clip")
    return {text: read_kept(bytes(clip)) for text, clip in found}
