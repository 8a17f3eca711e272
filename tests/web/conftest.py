import pytest
from django.test import Client

from tests.web import cast
from unclench.web.accounts.models import Person


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
