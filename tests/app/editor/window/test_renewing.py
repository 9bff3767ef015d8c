"""Another language at once: each window is made anew with what it shows, and no work is unguarded meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.editor.languages import speak
from app.editor.window.desk import Desk
from app.editor.window.renewing import renew
from tests.app.editor.conftest import hole_of
from tests.app.editor.window.conftest import brush, dispose, fill_both, names, open_all


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    speak(qapp, "en")
    yield
    speak(qapp, "en")


def test_all_windows_speak_it_and_show_what_they_showed(desk: Desk, photos, tmp_path: Path, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    brush(first, qtbot)
    second.canvas.zoom_to(3.0)
    meant, scale = hole_of(first), second.canvas.viewport.scale
    first.verbs.show_preferences()
    first.session.change(language="ko")
    assert first.verbs.preferences is not None
    first.verbs.preferences.now.click()
    qtbot.waitUntil(lambda: len(desk.windows) == 2)
    fresh, other = desk.windows
    assert {fresh, other}.isdisjoint({first, second})
    assert fresh.isVisible()
    assert names(desk) == ["one.png", "two.png"]
    assert [one.menuBar().actions()[0].text() for one in desk.windows] == ["파일(&F)"] * 2
    assert np.array_equal(hole_of(fresh), meant)
    assert fresh.session.is_modified
    assert not other.session.is_modified
    assert other.canvas.viewport.scale == scale
    assert fresh.verbs.preferences is not None
    assert fresh.verbs.preferences.isVisible()  # there the choice is seen to have come
    assert not fresh.verbs.preferences.later.isVisible()
    assert len(list((tmp_path / "recovery").iterdir())) == 1
    assert all(recovery.has_all for recovery in desk.recoveries)
    dispose()
    brush(fresh, qtbot)  # nothing of the old window listens


def test_work_is_guarded_at_every_moment(desk: Desk, photos, qtbot) -> None:
    (window,) = open_all(desk, photos[:1], qtbot)
    brush(window, qtbot)
    qtbot.waitUntil(lambda: desk.recoveries[0].has_all)
    guarded: list[bool] = []
    window.closed.connect(lambda: guarded.append(all(recovery.has_all for recovery in desk.recoveries)))
    assert renew(desk)
    assert window in desk.windows  # as long as its work lies nowhere else
    qtbot.waitUntil(lambda: window not in desk.windows)
    assert guarded == [True]


def test_nothing_changes_while_a_fill_is_under_way(desk: Desk, photos, engine, qtbot) -> None:
    open_all(desk, photos[:2], qtbot)
    fill_both(desk, engine, qtbot)
    before = list(desk.windows)
    assert not renew(desk)
    assert desk.windows == before
    engine.gate.set()
    qtbot.waitUntil(lambda: not any(one.filling.is_busy for one in desk.windows))
