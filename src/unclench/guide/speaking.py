"""How long a line takes to say: a fixed estimate on the long side, so that a score needs no voice."""

from __future__ import annotations

import re
from functools import lru_cache

# Fitted to the default voice at its calm pace over the lines of the atlas, the rules and the guide, so that
# none is short and the sum of what is too long is least; then raised by a hundredth for lines still to come.
# A test holds every line's real clip against it: were one estimate short, a line would run into the next.
_LINE_MS = 580
_SMALL_WORD_MS = 248
_WORD_MS = 118
_LETTER_MS = 58
_SYLLABLE_MS = 60
_PAUSE_MS = 400
_SENTENCE_MS = 600

_SMALL = "a an and as at be can do for from if in into is it of that the their they this to will with"
_SMALL_WORDS = frozenset((*_SMALL.split(), "you", "your"))
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d", re.IGNORECASE)
_PAUSE = re.compile(r"[,;:–—…]")
_SENTENCE = re.compile(r"[.!?](?=\s)")
_TWICE = re.compile(r"(.)\1")
_VOWELS = re.compile(r"[aeiouy]+")
_DIGIT = "seven"
"""The longest of them, for each."""


@lru_cache(maxsize=8192)
def estimate_ms(text: str) -> int:
    """The time to keep free for `text`, in whole hundredths of a second; 0 for no words."""
    words = [_DIGIT if word.isdigit() else word.lower() for word in _WORD.findall(text)]
    if not words:
        return 0
    pauses_ms = _PAUSE_MS * len(_PAUSE.findall(text)) + _SENTENCE_MS * len(_SENTENCE.findall(text))
    exact = _LINE_MS + sum(map(_word_ms, words)) + pauses_ms
    return -(-exact // 10) * 10


def _word_ms(word: str) -> int:
    if word in _SMALL_WORDS:
        return _SMALL_WORD_MS
    letters = len(_TWICE.sub(r"\1", word))
    return _WORD_MS + _LETTER_MS * letters + _SYLLABLE_MS * _syllables(word)


def _syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end."""
    groups = len(_VOWELS.findall(word))
    silent = groups > 1 and word.endswith("e") and not word.endswith(("le", "ee", "ye"))
    return max(groups - silent, 1)
