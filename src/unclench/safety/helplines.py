"""Whom to call, by country. Offline, and only ever a guess where the person has not said where they are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from unclench.plain import from_plain

_FILE = Path(__file__).with_name("content") / "emergency_numbers.toml"
CountryCode = str


@dataclass(frozen=True, slots=True)
class CrisisLine:
    number: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    code: CountryCode
    name: str
    number: str
    """Brings an ambulance."""
    verified: Literal["yes", "no"]
    zones: tuple[str, ...] = ()
    crisis: CrisisLine | None = None


@cache
def load_countries() -> Mapping[CountryCode, Country]:
    """By code of ISO 3166, in the order of their names."""
    entries = from_plain(tuple[Country, ...], tomllib.loads(_FILE.read_text(encoding="utf-8"))["country"])
    return {country.code: country for country in entries}


@cache
def _by_zone() -> Mapping[str, CountryCode]:
    return {zone: country.code for country in load_countries().values() for zone in country.zones}


def country_of_zone(zone: str) -> Country | None:
    """None for a zone that lies in no country, such as UTC."""
    code = _by_zone().get(zone)
    return None if code is None else load_countries()[code]


def country_of_languages(accepted: str) -> Country | None:
    """The first language in a browser's list that has a country, such as "en-GB,en;q=0.9"; "en" alone tells nothing."""
    for entry in accepted.split(","):
        parts = entry.partition(";")[0].strip().split("-")
        for part in parts[1:]:
            if len(part) == 2 and part.upper() in load_countries():
                return load_countries()[part.upper()]
    return None


@dataclass(frozen=True, slots=True)
class Here:
    """Whom to call. `country` is None where nothing tells. `elsewhere` is where the clock says the person is now, if
    that is not the country they have chosen.
    """

    country: Country | None
    chosen: bool
    elsewhere: Country | None = None


def here(chosen: CountryCode, zone: str, accepted: str = "") -> Here:
    """The country the person chose; else the one of the zone, else of the language."""
    own, by_zone = load_countries().get(chosen), country_of_zone(zone)
    if own is not None:
        differs = by_zone is not None and by_zone.number != own.number
        return Here(own, chosen=True, elsewhere=by_zone if differs else None)
    return Here(by_zone or country_of_languages(accepted), chosen=False)
