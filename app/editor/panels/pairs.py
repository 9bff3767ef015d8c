"""Fields with their names before them: side by side in a bar, in columns behind a button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.editor.look.theme import UNIT
from app.editor.panels.fields import divider, label

_COLUMNS = 2
_GAP = 4 * UNIT


class Pairs(QWidget):
    """Laid side by side at first. groups: of names and fields; a line stands between two groups while they are."""

    def __init__(self, *groups: Sequence[tuple[str, QWidget]]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(2 * UNIT)
        self._groups = [[_pair(name, field) for name, field in group] for group in groups]
        self._lines = [divider() for _ in groups[1:]]
        self.set_columns(on=False)

    @property
    def width_in_row(self) -> int:
        """What they need side by side."""
        parts = [part.sizeHint().width() for group in self._groups for part in group]
        lines = [line.width() for line in self._lines]
        return sum(parts) + sum(lines) + (len(parts) + len(lines) - 1) * _GAP

    def set_columns(self, *, on: bool) -> None:
        """Lay them in columns, or side by side."""
        if on:
            pairs = [pair for group in self._groups for pair in group]
            for number, pair in enumerate(pairs):
                self._grid.addWidget(pair, number // _COLUMNS, number % _COLUMNS)
        else:
            parts = [*self._groups[0]]
            for line, group in zip(self._lines, self._groups[1:], strict=True):
                parts += [line, *group]
            for number, part in enumerate(parts):
                self._grid.addWidget(part, 0, number)
        for line in self._lines:
            line.setVisible(not on)


def _pair(name: str, field: QWidget) -> QWidget:
    """The field stands at the right end, below others of its column."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2 * UNIT)
    row.addWidget(label(name, field))
    row.addStretch(1)
    row.addWidget(field)
    return pair
