"""Serial numbers of Ogg pages, against a checksum computed bit by bit."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from unclench.guide.ogg import NotOggError, checksum, renumber


def pages(data: bytes) -> list[bytes]:
    found = []
    while data:
        segments = data[26]
        size = 27 + segments + sum(data[27 : 27 + segments])
        found.append(data[:size])
        data = data[size:]
    return found


@pytest.fixture
def opus(tmp_path: Path) -> Path:
    path = tmp_path / "sound.opus"
    noise = np.random.Generator(np.random.PCG64(1)).standard_normal(48_000 * 2) * 0.1
    soundfile.write(path, noise, 48_000, format="OGG", subtype="OPUS")
    return path


def test_every_page_gets_the_number_and_its_checksum(opus: Path) -> None:
    renumber(opus, 0xCAFE_F00D)
    found = pages(opus.read_bytes())
    assert len(found) > 2
    for page in found:
        assert int.from_bytes(page[14:18], "little") == 0xCAFE_F00D
        assert int.from_bytes(page[22:26], "little") == checksum(page[:22] + bytes(4) + page[26:])


def test_sound_stays_as_it_was(opus: Path) -> None:
    before, _ = soundfile.read(opus)
    renumber(opus, 1)
    after, _ = soundfile.read(opus)
    assert np.array_equal(before, after)


def test_checksum_is_that_of_the_library(opus: Path) -> None:
    first = pages(opus.read_bytes())[0]
    assert int.from_bytes(first[22:26], "little") == checksum(first[:22] + bytes(4) + first[26:])


def test_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.opus"
    path.write_bytes(b"RIFF" + bytes(100))
    with pytest.raises(NotOggError):
        renumber(path, 1)
