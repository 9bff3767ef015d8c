"""The restore brush: paints what lies below a layer back into it, by its mask; with Alt the layer itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from app.document.geometry import Box, Point
from app.document.layers import Layer
from app.document.layers.softstroke import soft_segment
from app.document.maskdraft import MaskDraft
from app.editor.history.layersteps import MaskCommand
from app.editor.layers.layering import Layering
from app.editor.notices import news
from app.editor.session import Session
from app.editor.tools.base import Spot
from app.editor.tools.freehand import FreehandTool
from app.editor.tools.pieces import pieces_of
from app.language import text

_HIDDEN, _SHOWN = 0, 255


class RestoreBrush(FreehandTool[MaskDraft]):
    """Round and soft, on the mask of the chosen layer; a stroke is one step that holds the tiles it touches."""

    def __init__(self, session: Session, layering: Layering, radius: Callable[[], float], parent: QObject) -> None:
        super().__init__(session, radius, parent)
        self._layering = layering
        self._layer: Layer | None = None  # of the stroke under way
        self._gives_back = False

    @property
    def hint(self) -> str:
        layer = self._layering.current
        if layer is None:
            return text("Choose a layer to paint what lies below it back")
        return text(
            "Paint what lies below back into {name}; with Alt or the right button, paint the layer back",
            name=layer.name,
        )

    def press(self, spot: Spot) -> None:
        document, layer = self._layering.settled(), self._layering.current  # it may be about to get another size
        if document is None or self._must_refuse(layer) or layer is None:
            return
        self._layer, self._gives_back = layer, spot.takes
        self.begin(spot)

    def release(self) -> None:
        super().release()
        self._layer = None

    def abort(self) -> bool:
        self._layer = None
        return super().abort()

    def drafted(self) -> MaskDraft | None:
        document, layer = self._session.document, self._layer
        if document is None or layer is None or all(layer.id != one.id for one in document.layers):
            return None  # undone or deleted meanwhile
        if self._draft is not None:
            return self._draft
        return MaskDraft(document, layer.id, value=_SHOWN if self._gives_back else _HIDDEN)

    def paint(self, draft: MaskDraft, start: Point, end: Point, radii: tuple[float, float], within: Box) -> None:
        """As thick all along as a pen pressed at the end."""
        radius, hardness = radii[1], self._session.settings.restore_hardness
        for a, b in pieces_of(start, end, radius):
            draft.paint(*soft_segment(a, b, radius, hardness, within=within))

    @Slot()
    def pause(self) -> None:
        """A step at once: the layer may be gone after what comes."""
        self.settle()

    def commit(self, draft: MaskDraft) -> None:
        document, layer = self._session.document, self._layer
        if document is None or layer is None:
            return
        patch = draft.finish()
        if not patch:
            said = text(
                "Nothing to change there: the stroke is beside «{name}», or was painted before.", name=layer.name
            )
            self._layering.notice.emit(news(said))
        else:
            name = layer.name
            step = text("Paint {name} back", name=name) if self._gives_back else text("Restore below {name}", name=name)
            self._session.push(MaskCommand(step, document, layer.id, patch))

    @Slot()
    def _forget(self) -> None:
        super()._forget()
        self._layer = None

    def _must_refuse(self, layer: Layer | None) -> bool:
        """Whether nothing can be painted; says why."""
        if layer is None:
            notice = text("The photo is the original itself: choose the layer to paint it back into.")
        elif not layer.visible:
            notice = text("«{name}» is hidden: show it to see what is painted.", name=layer.name)
        else:
            return self._layering.refuses(layer)
        self._layering.notice.emit(news(notice))
        return True
