from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tests.web import cast
from unclench.web.accounts.models import Person


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Every test begins at noon, so that none depends on when it is run. Of midnight some tests speak on purpose."""
    with time_machine.travel(datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)):
        yield


@pytest.fixture
def alice(db: None) -> Person:
    del db
    return cast.person("alice")


@pytest.fixture
def charlie(db: None) -> Person:
    del db
    return cast.person("charlie")


@pytest.fixture
def alices(alice: Person) -> Client:
    return cast.client_of(alice)


@pytest.fixture
def charlies(charlie: Person) -> Client:
    return cast.client_of(charlie)


@pytest.fixture
def stranger(db: None) -> Client:
    del db
    return Client()
