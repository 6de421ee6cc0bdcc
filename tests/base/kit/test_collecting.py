from __future__ import annotations

import gc

import pytest

from saolang.base.kit.collecting import without_collecting


def test_without_collecting_pauses_and_goes_on() -> None:
    with without_collecting():
        paused = not gc.isenabled()

    assert (paused, gc.isenabled()) == (True, True)


def test_without_collecting_goes_on_after_an_error() -> None:
    with pytest.raises(LookupError), without_collecting():
        raise LookupError

    assert gc.isenabled()


def test_without_collecting_leaves_off_what_was_off() -> None:
    gc.disable()
    try:
        with without_collecting():
            pass

        assert not gc.isenabled()
    finally:
        gc.enable()
