"""Whom to call, by country."""

from __future__ import annotations

import re
from collections import Counter
from zoneinfo import available_timezones

import pytest

from unclench.safety.helplines import country_of_languages, country_of_zone, here, load_countries

COUNTRIES = load_countries()
NOWHERE = {"UTC", "GMT", "UCT", "Universal", "Zulu", "Greenwich", "localtime", "Factory", "Antarctica/South_Pole"}


def test_a_zone_lies_in_one_country() -> None:
    times = Counter(zone for country in COUNTRIES.values() for zone in country.zones)
    assert [zone for zone, count in times.items() if count > 1] == []
    assert set(times) - available_timezones() <= {"America/Coyhaique"}  # newer than some time zone data


def test_numbers_are_short_and_names_are_there() -> None:
    for country in COUNTRIES.values():
        assert re.fullmatch(r"[A-Z]{2}", country.code)
        assert re.fullmatch(r"\d{2,5}", country.number), country
        assert country.name.strip()
        assert country.crisis is None or re.fullmatch(r"[\d ]{3,16}", country.crisis.number)


# From memory, and compared with the list that the table names: where 112 is wrong, above all.
@pytest.mark.parametrize(
    ("zone", "number"),
    [
        ("Asia/Tokyo", "119"),
        ("Asia/Seoul", "119"),
        ("Asia/Shanghai", "120"),
        ("Asia/Ho_Chi_Minh", "115"),
        ("Asia/Bangkok", "1669"),
        ("Asia/Singapore", "995"),
        ("Asia/Kuala_Lumpur", "999"),
        ("Asia/Manila", "911"),
        ("Asia/Kolkata", "112"),
        ("Asia/Jerusalem", "101"),
        ("America/Sao_Paulo", "192"),
        ("America/Santiago", "131"),
        ("America/Mexico_City", "911"),
        ("Pacific/Auckland", "111"),
        ("Australia/Perth", "000"),
        ("Africa/Cairo", "123"),
        ("Africa/Johannesburg", "112"),
        ("Europe/London", "999"),
        ("Europe/Zurich", "144"),
        ("Europe/Lisbon", "112"),
    ],
)
def test_the_number_that_brings_an_ambulance(zone: str, number: str) -> None:
    country = country_of_zone(zone)
    assert country is not None
    assert country.number == number


def test_old_names_of_zones_that_browsers_still_give_are_known() -> None:
    for old in ("Asia/Calcutta", "Asia/Saigon", "Asia/Katmandu", "Europe/Kiev", "America/Buenos_Aires", "Asia/Rangoon"):
        assert country_of_zone(old) is not None, old


def test_what_the_person_chose_comes_first_and_the_clock_may_differ() -> None:
    told = here("GB", "Asia/Tokyo")
    assert told.country is not None
    assert told.elsewhere is not None
    assert (told.country.number, told.chosen, told.elsewhere.number) == ("999", True, "119")
    assert here("DE", "Europe/Paris").elsewhere is None  # the same number


def test_nothing_is_guessed_from_a_language_alone() -> None:
    assert country_of_languages("en,fr;q=0.8") is None
    assert here("", "UTC", "en").country is None
    found = country_of_languages("en,pt-BR;q=0.9")
    assert found is not None
    assert found.code == "BR"
