"""The question that a number answers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QWidget

from app.editor.dialogs import number
from app.editor.dialogs.number import ask_number


@pytest.mark.parametrize(("key", "answer"), [(Qt.Key.Key_Return, 12), (Qt.Key.Key_Escape, None)])
def test_it_is_typed_and_its_title_has_room(
    qtbot, monkeypatch: pytest.MonkeyPatch, key: Qt.Key, answer: int | None
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def type_(dialog: QInputDialog) -> int:
        with qtbot.waitExposed(dialog):
            dialog.show()
        assert dialog.width() > 280
        assert (dialog.intMinimum(), dialog.intMaximum(), dialog.intValue()) == (1, 500, 8)
        QTest.keyClicks(dialog.focusWidget(), "12")  # what stands there is marked
        QTest.keyClick(dialog.focusWidget(), key)
        return dialog.result()

    monkeypatch.setattr(number, "ask", type_)
    assert ask_number(parent, "Grow mask", "By pixels:", 8, (1, 500)) == answer
