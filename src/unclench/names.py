"""Finding what somebody meant: ids, names and everyday words in any spelling, and the nearest ones for a typo."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence


class NotKnownError(ValueError):
    """No such thing. `nearest` holds names that look like what was written, best first."""

    def __init__(self, kind: str, text: str, nearest: tuple[str, ...]) -> None:
        self.kind = kind
        self.text = text
        self.nearest = nearest
        super().__init__(f"No {kind} is called “{text}”.{did_you_mean(nearest)}")


def did_you_mean(nearest: Sequence[str]) -> str:
    """The question to put behind an error, with the space before it; empty if nothing is near."""
    return f" Did you mean {' or '.join(nearest)}?" if nearest else ""


def normalised(text: str) -> str:
    """Letters and digits alone, lower case, without accents: "GB-20" and "gb 20" become the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def nearest_names(text: str, names: Sequence[str], most: int = 3) -> tuple[str, ...]:
    """Up to `most` of `names` that look like `text`, best first."""
    by_form = {normalised(name): name for name in reversed(names)}
    forms = difflib.get_close_matches(normalised(text), list(by_form), n=most, cutoff=0.6)
    return tuple(by_form[form] for form in forms)
