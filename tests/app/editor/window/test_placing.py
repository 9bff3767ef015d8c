"""Where another window comes to lie."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect

from app.editor.window.placing import STEP, place_beside

FRAME, SPACE = QRect(100, 50, 600, 400), QRect(0, 0, 1000, 600)


def test_beside_the_other_one_and_beside_what_lies_there() -> None:
    once, twice = (QPoint(100 + count * STEP, 50 + count * STEP) for count in (1, 2))
    assert place_beside(FRAME, SPACE, [FRAME.topLeft()]) == once
    assert place_beside(FRAME, SPACE, [twice, once + QPoint(2, 3)]) == QPoint(100 + 3 * STEP, 50 + 3 * STEP)


def test_never_beyond_the_screen() -> None:
    assert place_beside(FRAME, QRect(0, 0, 720, 600), []) is None
    assert place_beside(FRAME, SPACE, [QPoint(100 + count * STEP, 50 + count * STEP) for count in range(9)]) is None
