"""Going through the questions as a browser does."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from unclench.safety.interview import PageId
from unclench.web.accounts.models import Person
from unclench.web.today.models import CheckIn

HEADACHE = {"complaint": ["tth_episodic"], "minutes": "10", "giver": "self"}
FIRST_RUN: tuple[PageId, ...] = ("emergency", "about", "signs", "lasting", "lately")
"""Where somebody wants to see every question."""


def ask(client: Client, **wishes: Any) -> str:
    """Send the form; the address of the first page of questions."""
    answer = client.post("/ask/", {**HEADACHE, **wishes})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def tell(client: Client, check: str, page: PageId, **told: Any) -> str:
    """Answer a page, with "none" where nothing is said; where it leads."""
    given: dict[str, Any] = {"page": page, "answer": "some" if told else "none", **told}
    if page == "about":
        given = {"page": page, "age": "34", "answer": "every", **told}
    answer = client.post(check.partition("?")[0], given)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def first_run(client: Client, **wishes: Any) -> str:
    """A whole first run with nothing to tell; the address of the plan."""
    at = check = ask(client, **wishes)
    for page in FIRST_RUN:
        at = tell(client, check, page)
    return at


def only(person: Person) -> CheckIn:
    return CheckIn.objects.get(owner=person)


def field(page: str, spot: str) -> str:
    """What stands in the list for one side of a place, such as "temple.left"."""
    select = re.search(rf'<select name="pain\.{re.escape(spot)}".*?</select>', page)
    assert select is not None, spot
    chosen = re.search(r"<option(?: value=\"(\w*)\")? selected>(\w+)", select[0])
    return (chosen[1] or chosen[2]) if chosen else ""
