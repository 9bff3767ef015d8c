"""Words that do not fit end in an ellipsis, and the tip has all of them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.editor.panels.cutlabel import CutLabel

WORDS = "Fill the mask with Enter, or clear it with Ctrl+D"


def test_words_are_cut_where_there_is_no_room(qtbot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    label = CutLabel()
    row = QHBoxLayout(around)
    row.addWidget(label)
    row.addStretch(1)
    around.show()
    for width, cut in ((800, False), (160, True), (800, False)):
        around.resize(width, 40)
        label.setText(WORDS)
        row.activate()
        assert (label.shown != WORDS) is cut
        assert label.shown.endswith("…") is cut
        assert label.toolTip() == (WORDS if cut else "")
        assert label.text() == WORDS  # for whoever hears it
        assert label.geometry().right() < width


def test_a_narrow_place_is_enough(qtbot) -> None:
    label = CutLabel()
    qtbot.addWidget(label)
    label.setText(WORDS)
    assert label.minimumSizeHint().width() == 0
    assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance(WORDS)
