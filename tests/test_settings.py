from pathlib import Path

import pytest

from unclench.settings import KNOWN, SettingsError, cache_folder, check_environment, data_folder


@pytest.fixture(autouse=True)
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KNOWN, "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_known_settings_are_accepted() -> None:
    check_environment(dict.fromkeys(KNOWN, "value") | {"PATH": "", "MY_UNCLENCH_THING": ""})


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("UNCLENCH_DATE", "UNCLENCH_DATA"),
        ("UNCLENCH_BROWSR", "UNCLENCH_BROWSER"),
        ("UNCLENCH_data", "UNCLENCH_DATA"),
    ],
)
def test_unknown_setting_is_refused_with_the_nearest_name(name: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is not .* {nearest}\\.$"):
        check_environment({name: "value"})


def test_every_unknown_setting_has_a_nearest_name() -> None:
    with pytest.raises(SettingsError, match="The nearest one is UNCLENCH_"):
        check_environment({"UNCLENCH_": "value"})


@pytest.mark.parametrize("value", ["", "  "])
def test_empty_setting_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="UNCLENCH_DATA is set but empty"):
        check_environment({"UNCLENCH_DATA": value})


@pytest.mark.parametrize(
    ("platform", "data", "cache"),
    [
        ("linux", ".local/share/unclench", ".cache/unclench"),
        ("darwin", "Library/Application Support/Unclench", "Library/Caches/Unclench"),
        ("win32", "AppData/Local/Unclench", "AppData/Local/Unclench/Cache"),
    ],
)
def test_folders_are_where_the_system_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, data: str, cache: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert data_folder() == tmp_path / data
    assert cache_folder() == tmp_path / cache


def test_xdg_folders_are_kept_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c"))
    assert data_folder() == tmp_path / "d" / "unclench"
    assert cache_folder() == tmp_path / "c" / "unclench"


def test_relative_xdg_folder_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert data_folder() == tmp_path / ".local/share/unclench"


def test_local_app_data_is_kept_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert data_folder() == tmp_path / "local" / "Unclench"


@pytest.mark.parametrize(("value", "expected"), [("~/mine", "mine"), ("here", "cwd/here")])
def test_data_folder_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, expected: str) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setenv("UNCLENCH_DATA", value)
    assert data_folder() == tmp_path / expected


def test_folders_are_not_created(tmp_path: Path) -> None:
    data_folder()
    cache_folder()
    assert list(tmp_path.iterdir()) == []
