"""The question that a number answers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QSpinBox, QWidget

from app.editor.dialogs import number
from app.editor.dialogs.number import ask_number


@pytest.mark.parametrize(
    ("typed", "key", "answer"),
    [
        ("12", Qt.Key.Key_Return, 12),
        ("12", Qt.Key.Key_Escape, None),
        ("5000", Qt.Key.Key_Return, 500),
        ("", Qt.Key.Key_Return, 8),
    ],
)
def test_it_is_typed_and_its_title_has_room(
    qtbot, monkeypatch: pytest.MonkeyPatch, typed: str, key: Qt.Key, answer: int | None
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def type_(dialog: QDialog) -> int:
        with qtbot.waitExposed(dialog):
            dialog.show()
        assert dialog.width() > 280
        field = dialog.findChild(QSpinBox)
        assert field is dialog.focusWidget()
        assert (field.minimum(), field.maximum(), field.value()) == (1, 500, 8)
        QTest.keyClicks(field, typed)  # what stands there is marked
        QTest.keyClick(field, key)
        return dialog.result()

    monkeypatch.setattr(number, "ask", type_)
    assert ask_number(parent, "Grow mask", "By pixels:", 8, (1, 500)) == answer
