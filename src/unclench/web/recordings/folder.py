"""Recordings from a folder, kept from the command line. Importing this does not import Django; the function does."""

from __future__ import annotations

from collections.abc import Iterable

from unclench.guide.voice import Clip
from unclench.web.moment import Moment
from unclench.web.reading import at_the_database


def keep_clips(clips: Iterable[tuple[str, str, Clip]], moment: Moment) -> None:
    """Key, words and clip of each. Raises StoredDataError."""
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.recordings.keeping import keep_clip

        person = owner()
        for key, text, clip in clips:
            keep_clip(person, key, text, clip, moment)
