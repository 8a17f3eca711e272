"""`unclench trial`."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.cli.command import flat, process, run
from unclench.trials import Trial, read_trial
from unclench.trials.design import prolonged


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
    assert "If pain after a session is 2 points lower, an answer" in flat(result.output)
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


def test_today_says_what_a_day_brings(drawn: Path) -> None:
    trial = read_trial(drawn.read_text("utf-8"))
    assert "diary only" in run("trial", "today", str(drawn), "--day", "2026-01-05").output
    for number in range(14, 14 + 42):
        day = trial.first_day + timedelta(days=number)
        expected = "a session of 10 minutes." if trial.arm_on(day) else "quiet rest, 10 minutes."
        assert run("trial", "today", str(drawn), "--day", str(day)).output == f"{day}: {expected}\n"


def test_today_ends_with_the_trial_and_goes_on_if_asked(drawn: Path) -> None:
    late = ("trial", "today", str(drawn), "--day", "2026-03-01")
    result = run(*late)
    assert result.exit_code == 2
    assert "goes from 2026-01-01 to 2026-02-25" in flat(result.output)
    assert run(*late, "--extended").output.startswith("2026-03-01: ")


def test_today_counts_attacks(tmp_path: Path) -> None:
    record = tmp_path / "attacks.json"
    assert run("trial", "randomise", "--kind", "attacks", "--units", "6", "--out", str(record)).exit_code == 0
    arms = read_trial(record.read_text("utf-8")).schedule.arms
    for number, arm in enumerate(arms, 1):
        told = run("trial", "today", str(record), "--attack", str(number)).output
        assert ("a session" in told) == bool(arm)
    assert run("trial", "today", str(record)).exit_code == 2
    assert run("trial", "today", str(record), "--attack", "7").exit_code == 2
    assert run("trial", "today", str(record), "--attack", "7", "--extended").exit_code == 0


def test_fit_is_the_same_with_more_processes(tmp_path: Path) -> None:
    days = [(person, day) for person in range(40) for day in range(28)]
    rows = [f"{person},2026-01-{day + 1:02},{day // 7 % 2},{day * person % 3 % 2}" for person, day in days]
    diary = tmp_path / "diary.csv"
    diary.write_text("\n".join(["person,date,arm,y", *rows]) + "\n")
    one, two = (process("trial", "fit", str(diary), "--json", "--jobs", jobs) for jobs in ("1", "2"))
    assert (one.returncode, two.returncode) == (0, 0)
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr == ""  # no bar where nobody watches
    assert len(json.loads(one.stdout)["findings"]) == 40


def test_fit_shows_a_bar_to_whoever_watches(tmp_path: Path) -> None:
    """In a terminal of its own, beside the output."""
    rows = [f"{person},2026-01-{day + 1:02},{day % 2},{day % 3 % 2}" for person in range(30) for day in range(9)]
    diary = tmp_path / "diary.csv"
    diary.write_text("\n".join(["person,date,arm,y", *rows]) + "\n")
    out = tmp_path / "findings.json"
    leader, follower = pty.openpty()
    with out.open("w") as file:
        words = [sys.executable, "-m", "unclench.cli.main", "trial", "fit", str(diary), "--json"]
        child = subprocess.Popen(words, stdout=file, stderr=follower, env={**os.environ, "TERM": "xterm"})
        os.close(follower)
        shown = b""
        with suppress(OSError):  # Linux says so when the other side is closed
            while part := os.read(leader, 4096):
                shown += part
        os.close(leader)
    assert child.wait() == 0
    assert b"30 diaries" in shown
    assert len(json.loads(out.read_text())["findings"]) == 30


def test_attacks_of_one_arm_alone_are_named_and_the_others_read(tmp_path: Path) -> None:
    path, out = tmp_path / "attacks.csv", tmp_path / "findings.parquet"
    path.write_text("person,arm,before,after\nann,1,6,3\n" + "bob,1,6,3\nbob,0,6,5\n" * 10)
    result = run("trial", "fit", str(path), "--attacks", "--json", "--arrow", str(out))
    assert result.exit_code == 1
    assert "line 2: this person has no entry in one of the arms" in result.stderr
    assert [finding["person"] for finding in json.loads(result.stdout)["findings"]] == ["bob"]
    assert parquet.read_table(out).column("person").to_pylist() == ["bob"]


def test_attacks_take_no_options_of_days(tmp_path: Path) -> None:
    path = tmp_path / "attacks.csv"
    path.write_text("person,arm,before,after\n")
    assert run("trial", "fit", str(path), "--attacks", "--weekdays").exit_code == 2


def test_the_seed_is_shown_at_the_end_and_not_before(tmp_path: Path, drawn: Path) -> None:
    trial = read_trial(drawn.read_text("utf-8"))
    early = diary_of(tmp_path / "early.csv", trial, days=35)
    whole = diary_of(tmp_path / "whole.csv", trial)
    assert trial.schedule.seed not in run("trial", "report", str(early), "--trial", str(drawn), "--json").output
    assert trial.schedule.seed in run("trial", "report", str(whole), "--trial", str(drawn), "--json").output


def test_a_trial_that_went_on_is_read_by_the_e_value(tmp_path: Path, drawn: Path) -> None:
    trial = read_trial(drawn.read_text("utf-8"))
    longer = replace(trial, schedule=prolonged(trial.schedule, 5))
    diary = diary_of(tmp_path / "diary.csv", longer)
    words = ("trial", "report", str(diary), "--trial", str(drawn), "--json")
    refused = run(*words)
    assert refused.exit_code == 2
    assert "add --extended" in flat(refused.output)
    plain = json.loads(run(*words, "--extended").output)
    assert plain["verdict"] == "cannot tell yet"
    assert "only the e-value can answer" in json.dumps(plain)
    assert "5 of 5 pairs of weeks are complete" in json.dumps(plain)


def test_a_report_is_about_the_person_who_drew(tmp_path: Path, drawn: Path) -> None:
    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")))
    diary.write_text(diary.read_text().replace("alice", "bob"))
    result = run("trial", "report", str(diary), "--trial", str(drawn))
    assert result.exit_code == 2
    assert "that of alice, and the file that of bob" in flat(result.output)


def test_a_report_says_what_it_leaves_out(tmp_path: Path, drawn: Path) -> None:
    diary = diary_of(tmp_path / "diary.csv", read_trial(drawn.read_text("utf-8")))
    head, *rows = diary.read_text().splitlines()
    diary.write_text("\n".join([f"{head},sleep", *(f"{row},7" for row in rows)]))
    result = run("trial", "report", str(diary), "--trial", str(drawn), "--json")
    assert result.exit_code == 0
    assert "Not in the plan, and left out: sleep." in flat(result.stderr)


@pytest.mark.parametrize("kind", ["weeks", "days", "attacks", "start"])
def test_every_kind_is_drawn_without_more_being_said(tmp_path: Path, kind: str) -> None:
    record, protocol = tmp_path / "trial.json", tmp_path / "plan.md"
    result = run("trial", "randomise", "--kind", kind, "--out", str(record), "--protocol", str(protocol))
    assert result.exit_code == 0
    assert read_trial(record.read_text("utf-8")).schedule.design.kind == kind
    told = "seldom answers" if kind == "start" else "the chance of the answer “helps”"
    assert told in protocol.read_text("utf-8")


def test_a_drawn_start_may_be_short(tmp_path: Path) -> None:
    assert run("trial", "randomise", "--kind", "start", "--units", "6", "--out", str(tmp_path / "a")).exit_code == 0
    assert run("trial", "randomise", "--kind", "start", "--units", "5", "--out", str(tmp_path / "b")).exit_code == 2
