"""What the loader keeps between two starts, and what it does when that is of no use."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.atlas import Atlas, load, load_atlas
from unclench.atlas.load import CONTENT, read_atlas

READ_WARM = """
import sys
from pathlib import Path
from unclench.atlas.load import CONTENT, read_atlas
print(read_atlas(CONTENT, Path(sys.argv[1])).version, "pydantic" in sys.modules)
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "atlas.json"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders compiled from now on."""
    import unclench.atlas.compile

    seen: list[Path] = []
    original: Callable[[Path], Atlas] = unclench.atlas.compile.compile_atlas

    def compile_atlas(content: Path) -> Atlas:
        seen.append(content)
        return original(content)

    monkeypatch.setattr(unclench.atlas.compile, "compile_atlas", compile_atlas)
    return seen


def entries(atlas: Atlas) -> list[object]:
    kinds = (
        atlas.regions,
        atlas.muscles,
        atlas.points,
        atlas.landmarks,
        atlas.techniques,
        atlas.complaints,
        atlas.sources,
    )
    return [list(kind.items()) for kind in kinds]


def test_it_compiles_once_and_reads_the_same_again(content: Path, compiled: Path, compilations: list[Path]) -> None:
    first = read_atlas(content, compiled)
    second = read_atlas(content, compiled)
    assert compilations == [content]
    assert second == first
    assert entries(second) == entries(first)


def test_it_is_read_once_in_a_process() -> None:
    assert load_atlas() is load_atlas()


def test_it_does_not_need_pydantic_once_compiled(compiled: Path) -> None:
    version = read_atlas(CONTENT, compiled).version
    command = [sys.executable, "-c", READ_WARM, str(compiled)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [version, "False"]


def test_it_compiles_again_when_a_file_changes(content: Path, compiled: Path, compilations: list[Path]) -> None:
    before = read_atlas(content, compiled)
    file = content / "regions" / "face.toml"
    file.write_text(file.read_text().replace('name = "Temple"', 'name = "The temple"'))
    after = read_atlas(content, compiled)
    assert len(compilations) == 2
    assert after.regions["temple"].name == "The temple"
    assert after != before


def test_it_compiles_again_when_a_file_goes(content: Path, compiled: Path, compilations: list[Path]) -> None:
    read_atlas(content, compiled)
    (content / "landmarks" / "limbs.toml").rename(content / "landmarks" / "arms_and_legs.toml")
    read_atlas(content, compiled)
    assert len(compilations) == 2


def test_its_version_depends_on_the_content_alone(content: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(content, tmp_path / "copy"))
    for file in copy.rglob("*.toml"):
        file.write_text("# a remark changes no fact\n" + file.read_text())
    assert read_atlas(copy, None).version == read_atlas(content, None).version


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])


def flip(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"Temple"', b'"Tumple"'))


def scramble(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00 not ours")


def empty(file: Path) -> None:
    file.write_bytes(b"")


def other_shape(file: Path) -> None:
    """Undamaged, made from the same content, and yet no atlas: another program's idea of one."""
    from unclench import stored
    from unclench.atlas import load

    stored.write(
        {"version": "x", "regions": []},
        file,
        stored.fingerprint(Path(load.__file__).parent, file.parent.parent / "content"),
    )


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_list(file: Path) -> None:
    """Undamaged, and not even a table."""
    from unclench import stored
    from unclench.atlas import load

    stored.write(
        ["regions"],
        file,
        stored.fingerprint(Path(load.__file__).parent, file.parent.parent / "content"),
    )


def a_link(file: Path) -> None:
    elsewhere = file.with_name("elsewhere.json")
    file.rename(elsewhere)
    file.symlink_to(elsewhere)


def for_everybody(file: Path) -> None:
    file.chmod(0o666)


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    "damage", [cut, flip, scramble, empty, other_shape, a_list, a_folder, a_link, for_everybody, a_pipe]
)
def test_it_compiles_again_what_is_damaged_or_foreign(
    damage: Callable[[Path], None], content: Path, compiled: Path, compilations: list[Path]
) -> None:
    before = read_atlas(content, compiled)
    damage(compiled)
    assert entries(read_atlas(content, compiled)) == entries(before)
    assert len(compilations) == 2


def test_it_compiles_again_what_is_somebody_elses(
    content: Path, compiled: Path, compilations: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_atlas(content, compiled)
    monkeypatch.setattr(os, "getuid", lambda: compiled.stat().st_uid + 1)
    read_atlas(content, compiled)
    assert len(compilations) == 2


def test_what_is_kept_can_be_written_by_nobody_else(content: Path, compiled: Path) -> None:
    read_atlas(content, compiled)
    assert compiled.stat().st_mode & 0o022 == 0


def test_it_repairs_what_was_damaged(content: Path, compiled: Path, compilations: list[Path]) -> None:
    read_atlas(content, compiled)
    cut(compiled)
    read_atlas(content, compiled)
    read_atlas(content, compiled)
    assert len(compilations) == 2


def test_it_leaves_nothing_but_the_compiled_file(content: Path, compiled: Path) -> None:
    read_atlas(content, compiled)
    assert [file.name for file in compiled.parent.iterdir()] == ["atlas.json"]


def test_it_works_where_nothing_can_be_kept(content: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nowhere = tmp_path / "file" / "atlas.json"
    assert read_atlas(content, nowhere) == read_atlas(content, None)
    assert not nowhere.exists()


def test_it_leaves_no_draft_where_the_file_cannot_be_replaced(content: Path, compiled: Path) -> None:
    compiled.mkdir(parents=True)
    read_atlas(content, compiled)
    assert list(compiled.parent.iterdir()) == [compiled]


def test_it_works_without_a_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home folder")

    monkeypatch.setattr("unclench.settings.cache_folder", homeless)
    assert load.load_atlas.__wrapped__() == load_atlas()


def test_it_keeps_the_compiled_atlas_in_the_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("unclench.settings.cache_folder", lambda: tmp_path / "here")
    load.load_atlas.__wrapped__()
    assert (tmp_path / "here" / "atlas.json").is_file()
