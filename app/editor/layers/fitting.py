"""Verbs that give the chosen layer another size or side at once, without a tool."""

from __future__ import annotations

from app.document.layers.placing import fitted_box, flipped
from app.editor.history.commands import ReplaceLayerCommand
from app.editor.layers.placing import Placing
from app.editor.notices import news
from app.editor.session import Session
from app.language import text


class Fitting:
    """They refuse what the move tool refuses, and say so by the same way."""

    def __init__(self, session: Session, placing: Placing) -> None:
        self._session, self._placing = session, placing

    def fit(self) -> None:
        """As large as the photo lets it be, in its middle."""
        self._session.settling.emit()
        document, layer = self._session.document, self._placing.layer
        if document is not None and self._placing.begin() is not None and layer is not None:
            self._placing.put(fitted_box(layer, document.size))
            self._placing.accept()

    def flip_across(self) -> None:
        """Left and right change places."""
        self._flip(down=False)

    def flip_down(self) -> None:
        """Top and bottom change places."""
        self._flip(down=True)

    def _flip(self, *, down: bool) -> None:
        self._session.settling.emit()
        document, layer = self._session.document, self._placing.layer
        if document is None or self._placing.begin() is None or layer is None:
            return
        name = layer.name
        step = text("Flip {name} vertically", name=name) if down else text("Flip {name} horizontally", name=name)
        self._session.push(ReplaceLayerCommand(step, document, flipped(layer, down=down)))
        if layer.fill is not None:
            said = text("«{name}» is a plain layer now that it is flipped; undo makes it a fill again.", name=name)
            self._placing.notice.emit(news(said))
