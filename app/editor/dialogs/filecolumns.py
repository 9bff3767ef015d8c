"""Room for what Qt's own file dialog lists: it gives its columns widths that cut dates, and sizes in some fonts."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QMimeDatabase, QSize
from PySide6.QtWidgets import QFileDialog, QTreeView

from app.editor.look.theme import UNIT
from app.editor.panels.scrolling import room_of
from app.files.photo import READABLE_SUFFIXES

SIZE = QSize(880, 560)
_NAME, _SIZE, _TYPE, _DATE = range(4)
_LEAST_NAME = 60 * UNIT
_PADDING = 6 * UNIT  # of a cell, both sides
_LONGEST_TYPE = 45 * UNIT
_LATE = QDateTime.fromSecsSinceEpoch(1_861_837_139)  # in December, with two digits wherever there may be two


def give_room(dialog: QFileDialog) -> None:
    """As large as its columns want it, where the screen has that room. The system's own dialog stays as it is."""
    tree = dialog.findChild(QTreeView, "treeView")
    if tree is None:
        return
    dialog.resize(SIZE.boundedTo(room_of(dialog)))
    tree.ensurePolished()
    header = tree.header()
    for column, words in _longest().items():
        needed = max(map(tree.fontMetrics().horizontalAdvance, words)) + _PADDING
        if column == _TYPE:
            needed = min(needed, _LONGEST_TYPE)
        header.resizeSection(column, max(needed, header.sectionSizeHint(column)))
    others = sum(header.sectionSize(column) for column in (_SIZE, _TYPE, _DATE))
    sidebar = 30 * UNIT + 6 * UNIT  # with what is around it
    header.resizeSection(_NAME, max(_LEAST_NAME, dialog.width() - sidebar - others))


def _longest() -> dict[int, list[str]]:
    """What the columns have to hold, beside names."""
    types = [
        QMimeDatabase().mimeTypeForFile(f"a{suffix}", QMimeDatabase.MatchMode.MatchExtension)
        for suffix in READABLE_SUFFIXES
    ]
    locales, short = (QLocale(), QLocale.system()), QLocale.FormatType.ShortFormat
    return {
        _SIZE: [locale.formattedDataSize(888_888_888) for locale in locales],
        _TYPE: [kind.comment() for kind in types],
        _DATE: [locale.toString(_LATE, short) for locale in locales],
    }
