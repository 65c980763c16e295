from __future__ import annotations

import io

import numpy as np

from evosim.arrays import packed


def test_a_file_holds_what_was_given_and_nothing_else() -> None:
    given = {"a": np.arange(3, dtype=np.float32), "b": np.array(["x", "yy"])}
    with np.load(io.BytesIO(packed(**given))) as found:
        assert found.files == list(given)
        for name, array in given.items():
            np.testing.assert_array_equal(found[name], array, strict=True)
    assert packed(**given) == packed(**given)
