"""`unclench trial`."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.cli.command import flat, run
from unclench.trials import Trial, read_trial


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    path = tmp_path / "trial.json"
    words = ("trial", "randomise", "--units", "3", "--first-day", "2026-01-01", "--baseline-days", "14")
    assert run(*words, "--person", "alice", "--out", str(path)).exit_code == 0
    return path


def diary_of(path: Path, trial: Trial, *, days: int | None = None, wrong: str = "") -> Path:
    lines = ["person,date,arm,y"]
    for number, (arm, _) in enumerate(trial.schedule.daily()[:days]):
        day: date = trial.first_day + timedelta(days=number)
        lines.append(f"alice,{day},{'' if arm < 0 else arm},{int(number % 3 == 0)}")
    path.write_text("\n".join([*lines, wrong]).rstrip() + "\n")
    return path


def test_plan_prints_the_chances(tmp_path: Path) -> None:
    svg = tmp_path / "power.svg"
    result = run("trial", "plan", "--kind", "attacks", "--points-less", "2", "--svg", str(svg))
    assert result.exit_code == 0
    assert "If pain after a session is 2 points lower." in flat(result.output)
    assert svg.read_text("utf-8").startswith("<svg")


def test_plan_is_json_too() -> None:
    curve = json.loads(run("trial", "plan", "--kind", "attacks", "--json").output)["curve"]
    assert [point["length"] for point in curve][:3] == [10, 20, 30]


def test_plan_refuses_what_cannot_be() -> None:
    result = run("trial", "plan", "--headache-days", "40")
    assert result.exit_code == 2
    assert "fewer than 28" in result.output


def test_randomise_shows_the_hash_and_keeps_the_record(tmp_path: Path) -> None:
    record, protocol = tmp_path / "trial.json", tmp_path / "plan.md"
    result = run("trial", "randomise", "--out", str(record), "--protocol", str(protocol))
    trial = read_trial(record.read_text("utf-8"))
    assert result.stdout.strip() == trial.schedule.commitment
    assert "unclench trial today" in flat(result.stderr)
    assert trial.schedule.commitment in protocol.read_text("utf-8")
    assert trial.schedule.seed not in protocol.read_text("utf-8")


def test_a_trial_is_not_drawn_twice(drawn: Path) -> None:
    before = drawn.read_text("utf-8")
    result = run("trial", "randomise", "--out", str(drawn))
    assert result.exit_code == 2
    assert "is not drawn again" in flat(result.output)
    assert drawn.read_text("utf-8") == before


def test_fit_gives_json(tmp_path: Path, drawn: Path) -> None:
    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")))
    result = run("trial", "fit", str(diary), "--json")
    assert result.exit_code == 0
    (finding,) = json.loads(result.output)["findings"]
    assert finding["person"] == "alice"
    assert finding["low"] < finding["change"] < finding["high"]
    assert finding["prior_effect"] == {"mean": 0.0, "sd": 1.0}


def test_fit_prints_days_for_a_person(tmp_path: Path, drawn: Path) -> None:
    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")))
    result = run("trial", "fit", str(diary), "--weekdays", "--carry-over", "--effect-prior", "-0.2", "0.4")
    assert result.exit_code == 0
    assert "alice" in result.output
    assert "Headache days in 28" in result.output


def test_fit_names_every_wrong_row_and_fits_the_others(tmp_path: Path, drawn: Path) -> None:
    trial = read_trial(drawn.read_text("utf-8"))
    diary = diary_of(tmp_path / "diary.csv", trial, wrong="bob,2026-13-01,1,0\nbob,2026-01-02,1,7")
    result = run("trial", "fit", str(diary), "--json")
    assert result.exit_code == 1
    assert "line 58: date “2026-13-01”" in result.stderr
    assert "line 59: y “7”" in result.stderr
    plain = json.loads(result.stdout)
    assert [finding["person"] for finding in plain["findings"]] == ["alice"]
    assert [fault["line"] for fault in plain["faults"]] == [58, 59]


def test_fit_reads_attacks(tmp_path: Path) -> None:
    path = tmp_path / "attacks.csv"
    path.write_text("person,arm,before,after\n" + "bob,1,6,3\nbob,0,6,5\n" * 10)
    (finding,) = json.loads(run("trial", "fit", str(path), "--attacks", "--json").output)["findings"]
    assert finding["change"] < -1


def test_fit_reads_and_writes_parquet(tmp_path: Path, drawn: Path) -> None:
    from pyarrow import csv

    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")))
    as_parquet, out = tmp_path / "diary.parquet", tmp_path / "findings.parquet"
    parquet.write_table(csv.read_csv(diary), as_parquet)
    result = run("trial", "fit", str(as_parquet), "--arrow", str(out), "--json")
    assert result.exit_code == 0
    assert parquet.read_table(out).num_rows == 1
    by_csv = json.loads(run("trial", "fit", str(diary), "--json").output)
    assert json.loads(result.output) == by_csv


@pytest.mark.parametrize("text", [b"\xff\xfe", b"", b"a,b\n1,2\n"])
def test_fit_refuses_what_is_no_diary(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "diary.csv"
    path.write_bytes(text)
    assert run("trial", "fit", str(path)).exit_code == 2


def test_report_writes_markdown_with_its_pictures(tmp_path: Path, drawn: Path) -> None:
    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")))
    out = tmp_path / "report.md"
    result = run("trial", "report", str(diary), "--trial", str(drawn), "--out", str(out))
    assert result.exit_code == 0
    text = out.read_text("utf-8")
    assert flat(result.output) in flat(text)
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["dots.svg", "evidence.svg", "strip.svg"]
    assert "](strip.svg)" in text


def test_report_takes_a_diary_that_is_not_done(tmp_path: Path, drawn: Path) -> None:
    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")), days=35)
    plain = json.loads(run("trial", "report", str(diary), "--trial", str(drawn), "--json").output)
    assert plain["verdict"] == "cannot tell yet"
    assert "The planned end has not been reached" in plain["answer"]


def test_report_refuses_other_arms_than_were_drawn(tmp_path: Path, drawn: Path) -> None:
    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")))
    turned = diary.read_text().replace(",1,", ",x,").replace(",0,", ",1,").replace(",x,", ",0,")
    diary.write_text(turned)
    result = run("trial", "report", str(diary), "--trial", str(drawn))
    assert result.exit_code == 2
    assert "not those that were drawn" in flat(result.output)


def test_report_names_wrong_rows(tmp_path: Path, drawn: Path) -> None:
    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")), wrong="alice,2026-02-02,1,x")
    result = run("trial", "report", str(diary), "--trial", str(drawn))
    assert result.exit_code == 1
    assert "line 58" in result.stderr
