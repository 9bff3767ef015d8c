"""Another theme: each widget is dressed anew, but not once for all that it lies in."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.editor.window.window import Window


class Polishes(QObject):
    """Counts how often each widget is told that its style is another."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[QObject] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange and isinstance(watched, QWidget):
            self.seen[watched] += 1
        return False


def test_a_theme_is_put_on_each_widget_a_few_times_at_most(window: Window) -> None:
    application = QApplication.instance()
    assert application is not None
    counter = Polishes()
    application.installEventFilter(counter)
    window.session.change(colour_scheme="light")
    application.removeEventFilter(counter)
    parts = window.findChildren(QWidget)
    assert sum(counter.seen[part] for part in parts) <= 4 * len(parts)
    assert counter.seen[window.options.button] >= 1


def test_there_and_back_looks_as_before(window: Window) -> None:
    window.toolbox.choose("hand")
    QApplication.processEvents()
    before = window.grab().toImage()
    for scheme in ("light", "dark"):
        window.session.change(colour_scheme=scheme)
        QApplication.processEvents()
    assert window.grab().toImage() == before


def test_a_dialog_that_is_open_keeps_its_size(window: Window) -> None:
    window.verbs.show_preferences()
    dialog = window.verbs.preferences
    assert dialog is not None
    QApplication.processEvents()
    before = dialog.size()
    for scheme in ("light", "dark"):
        window.session.change(colour_scheme=scheme)
        QApplication.processEvents()
        assert dialog.size() == before
