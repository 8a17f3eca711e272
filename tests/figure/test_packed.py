"""The file of the meshes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.figure.packed import TYPES, UnreadableFigureError, pack, unpack


@given(
    kind=st.sampled_from(TYPES), delta=st.booleans(), rows=st.integers(1, 9), columns=st.integers(1, 4), data=st.data()
)
def test_what_is_packed_comes_back(kind: str, delta: bool, rows: int, columns: int, data: st.DataObject) -> None:
    limits = np.iinfo(kind)
    numbers = data.draw(st.lists(st.integers(limits.min, limits.max), min_size=rows * columns, max_size=rows * columns))
    values = np.array(numbers, dtype=np.int64).reshape(rows, columns)
    packed = unpack(pack({"a": 1}, {"x": (values, kind, 0.5, delta), "y": (values, kind, 1.0, delta)}))
    assert packed.about == {"a": 1}
    assert packed.names() == ("x", "y")
    assert np.array_equal(packed.whole("x"), values)
    assert np.array_equal(packed.scaled("x"), values * 0.5)
    assert np.array_equal(packed.whole("y"), values)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        pack({}, {"x": (np.array([[128]]), "int8", 1.0, False)})


def test_other_files_are_refused() -> None:
    with pytest.raises(UnreadableFigureError, match="not a figure"):
        unpack(b"glTF....")


def test_missing_and_cut_arrays_are_noticed() -> None:
    whole = pack({}, {"x": (np.array([[1], [2], [3], [4], [5]]), "int16", 1.0, False)})
    with pytest.raises(UnreadableFigureError, match="no array 'y'"):
        unpack(whole).whole("y")
    with pytest.raises(UnreadableFigureError, match="cut off"):
        unpack(whole[:-6]).whole("x")
