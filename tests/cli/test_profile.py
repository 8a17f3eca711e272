"""`unclench screen --profile FILE`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from tests.cli.command import flat, run

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
ME = """
age = 34
zone = "Europe/Berlin"
conditions = ["braids"]
[when]
relaxer_before = 2026-12-01
botox = "3 days ago"
vaccine = "today"
dental_surgery = 2026-10-01
hair_colour = 2026-12-20
pregnancy = "week 30"
[doctor_said_yes]
"""


@pytest.fixture
def me(tmp_path: Path) -> Path:
    file = tmp_path / "me.toml"
    file.write_text(ME, encoding="utf-8")
    return file


@time_machine.travel(NOON, tick=False)
def test_it_says_until_when(me: Path) -> None:
    said = " ".join(run("screen", "--profile", str(me)).output.split())
    assert "Left out: " in said
    assert "Until 1 December. Then it counts as just done. (relaxer_before)" in said
    assert "Until 10 December. (botulinum_toxin)" in said
    assert "Until 30 November, 13:00. (vaccine_arm)" in said
    assert "Over: Tooth pulled, dental implant or jaw operation (on 1 October)." in said
    assert "To come: Hair colour or bleach within 2 days, before or after (planned for 20 December): from 18" in said


@time_machine.travel(NOON, tick=False)
def test_as_json(me: Path) -> None:
    data = json.loads(run("screen", "--profile", str(me), "--json").stdout)
    ends = {finding["rule"]: finding["ends"] for finding in data["findings"]}
    assert ends["botulinum_toxin"]["day"] == "2026-12-10"
    assert ends["extensions_braids"] is None
    states = {entry["rule"]: entry["state"] for entry in data["holdings"]}
    assert (states["dental_surgery"], states["hair_colour"], states["relaxer_before"]) == ("over", "to_come", "now")


@time_machine.travel(NOON, tick=False)
def test_json_and_toml_say_the_same(me: Path, tmp_path: Path) -> None:
    other = tmp_path / "me.json"
    when = {"relaxer_before": "2026-12-01", "botox": "3 days ago", "vaccine": "today", "dental_surgery": "2026-10-01"}
    when |= {"hair_colour": "2026-12-20", "pregnancy": "week 30"}
    other.write_text(json.dumps({"age": 34, "zone": "Europe/Berlin", "conditions": ["braids"], "when": when}))
    assert (
        run("screen", "--profile", str(other), "--json").stdout == run("screen", "--profile", str(me), "--json").stdout
    )


@time_machine.travel(NOON, tick=False)
def test_options_add_to_the_file(me: Path) -> None:
    said = run("screen", "--profile", str(me), "--age", "70", "--condition", "blood-thinners").output
    assert "(older_65)" in said
    assert "(anticoagulant)" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ages = 3", "ages: not known here"),
        ("age = 300", "years from 0 to 120"),
        ('age = "x"', "years from 0 to 120"),
        ("age = ", "me.toml"),
        ('zone = "Nowhere/Land"', "no time zone"),
        ("conditions = 3", "a list of texts"),
        ('[when]\nbotox = "soon"', "a day as 2026-11-21"),
        ("[when]\nbotox = 2029-01-01", "more than a year ahead"),
        ("[when]\nbotox = 2026-12-24", "still to come"),
        ('[when]\nbraids = "today"', "does not run out"),
        ('[when]\npregnancy = "today"', "week 30"),
        ('[when]\nbotoxx = "today"', "botox"),
        ('when = "today"', "a table of names and values"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_what_does_not_fit_is_said(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "me.toml"
    file.write_text(text, encoding="utf-8")
    answer = run("screen", "--profile", str(file))
    assert answer.exit_code == 2
    assert message in " ".join(answer.output.split())


@pytest.mark.parametrize(("said", "ends"), [("unknown", "12 December"), ("this week", "11 December")])
@time_machine.travel(NOON, tick=False)
def test_a_day_not_known_exactly_counts_as_the_nearest(tmp_path: Path, said: str, ends: str) -> None:
    file = tmp_path / "me.toml"
    file.write_text(f'age = 34\nzone = "UTC"\n[when]\nbotox = "{said}"', encoding="utf-8")
    assert f"Until {ends}." in " ".join(run("screen", "--profile", str(file)).output.split())


LATELY = """
zone = "Europe/Berlin"
[[played]]
ended = 2026-11-27T18:40:00
place = ["shoulders", "shoulder_top"]
level = 5
minutes = 2.5
[[felt]]
what = "stop_pain"
at = "2026-11-28T08:00:00"
place = "nape"
"""


@time_machine.travel(NOON, tick=False)
def test_what_was_played_and_felt_leaves_limits(tmp_path: Path) -> None:
    file = tmp_path / "me.toml"
    file.write_text(LATELY, encoding="utf-8")
    said = flat(run("screen", "--profile", str(file)).output)
    assert "Rest after firm work: shoulders and top of the shoulders" in said
    assert "Until 18:40 today. (rest_after_firm@shoulders+upper_trapezius)" in said
    assert "Until the next session there is over. (lighter_where_it_hurt@neck_posterior)" in said
    plan = run("session", "--complaint", "neck-pain", "--profile", str(file), "--json")
    steps = [step for phase in json.loads(plan.stdout)["phases"] for step in phase["steps"]]
    touched = {target["region"] for step in steps if step["pressure"]["level"] for target in step["targets"]}
    assert touched
    assert not touched & {"shoulder_top", "nape", "c7_junction", "suprascapular"}


@time_machine.travel(NOON + timedelta(hours=6), tick=False)
def test_it_ends_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "me.toml"
    file.write_text(LATELY, encoding="utf-8")
    assert "rest_after_firm" not in run("screen", "--profile", str(file)).output


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('[[played]]\nended = "soon"\nplace = "nape"\nlevel = 5', "no moment"),
        ("[[played]]\nended = 2026-11-29T00:00:00\nplace = 'nape'\nlevel = 5", "still to come"),
        ("[[played]]\nended = 2026-11-27T00:00:00\nplace = 'napa'\nlevel = 5", "nape"),
        ("[[played]]\nended = 2026-11-27T00:00:00\nplace = []\nlevel = 5", "a place is missing"),
        ("[[played]]\nended = 2026-11-27T00:00:00\nplace = 'nape'\nlevel = 11", "a level from 0 to 10"),
        ("[[played]]\nended = 2026-11-27T00:00:00\nplace = 'nape'\nlevel = 5\nminutes = 0", "up to 120 minutes"),
        ("[[played]]\nended = 2026-11-27T00:00:00\nplace = 'nape'", "level"),
        ("[[felt]]\nwhat = 'stop_pian'\nat = 2026-11-27T00:00:00", "stop_pain"),
        ("[[felt]]\nwhat = 'soreness'\nat = 2026-11-27T00:00:00\nlevel = 12", "a level from 0 to 10"),
        ("felt = 3", "a list of tables"),
        ("played = [3]", "a table of names"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_slip_in_what_was_played_is_refused(tmp_path: Path, entry: str, says: str) -> None:
    file = tmp_path / "me.toml"
    file.write_text(f"{entry}\n", encoding="utf-8")
    result = run("screen", "--profile", str(file))
    assert result.exit_code == 2
    assert says in flat(result.output)
