"""How large the brushes are on this photo: as the settings say, unless that would cover it with one stroke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.editor.session import Session

WIDEST = 4  # radii of the widest brush, at first, across a photo
_NAMES = ("brush_radius", "smart_radius")


class Radii(QObject):
    """The cut is of one window and one photo. The settings are the person's own, of all windows and the next start, and
    change only when another size is chosen."""

    changed = Signal()  # without another setting, of which the session tells

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._cuts: dict[str, float] = {}  # by the setting's name, until a size is chosen on this photo
        session.opened.connect(self._fit_photo)

    @property
    def brush(self) -> float:
        """Pixels of the photo."""
        return self.of("brush_radius")

    @property
    def smart(self) -> float:
        """Of the scribbles of smart select, in pixels of the photo."""
        return self.of("smart_radius")

    def of(self, name: str) -> float:
        """name: of the setting."""
        radius: float = getattr(self._session.settings, name)
        return min(radius, self._cuts.get(name, radius))

    def choose(self, name: str, radius: float) -> None:
        """As the person wants it, on this photo and from now on."""
        self._cuts.pop(name, None)
        self._session.change(**{name: radius})
        self.changed.emit()  # the setting may be this one already, beneath the cut

    def _fit_photo(self) -> None:
        document, settings = self._session.document, self._session.settings
        self._cuts = {}
        if document is not None:
            largest = max(1.0, min(document.size.width, document.size.height) / WIDEST)
            self._cuts = {name: largest for name in _NAMES if getattr(settings, name) > largest}
        self.changed.emit()
