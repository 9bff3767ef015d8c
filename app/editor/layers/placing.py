"""Where the chosen layer lies, and how large it is: shown first, and one step of the history once it is accepted.

Until then nothing but the canvas shows it. A layer that was only moved is there at once, with the arrays that it has;
one of another size is reckoned on a thread. Whatever a person does next accepts it first; what comes of its own, as a
fill does that was asked for before, leaves it pending.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.layers.placing import fits, kept_within_reach, moved
from app.editor.canvas.standin import StandIn
from app.editor.errands import Errands
from app.editor.history.commands import ReplaceLayerCommand
from app.editor.layers.layering import Layering
from app.editor.notices import failure, news
from app.editor.session import Session
from app.files.project import Placement
from app.language import text
from app.worker.scaling import Scaling


class Placing(QObject):
    """About the chosen layer, and one at a time.

    ask_edited: the fill that is open for editing, whose hole lies where it was made.
    """

    changed = Signal()  # another box, another layer, or another tool
    resumed = Signal(int)  # a layer, by its id, that was about to be elsewhere when the work broke off
    claimed = Signal()  # the chosen layer stays the chosen one, whatever layers come
    began = Signal()  # the layer is shown elsewhere than it is
    ended = Signal()
    notice = Signal(object)

    def __init__(self, session: Session, layering: Layering, errands: Errands, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._layering, self._errands = session, layering, errands
        self.ask_edited: Callable[[], Layer | None] = lambda: None
        self.stand_in = StandIn(self)
        self.is_held = False  # a tool that shows the frame is in the hand
        self.keeps_ratio = True
        self.dragged: Layer | None = None
        self._layer: Layer | None = None  # that is shown elsewhere
        self._box: Box | None = None  # where
        self._scaling: Scaling | None = None  # once it was accepted
        session.settling.connect(self.settle)
        session.opened.connect(self._forget)
        session.layers_changed.connect(self._on_layers)

    @property
    def layer(self) -> Layer | None:
        """The one that is spoken of; None for the photo."""
        return self._layer or self.dragged or self._layering.current

    @property
    def box(self) -> Box | None:
        """Where it lies, or is about to lie."""
        return self._box or (None if self.layer is None else self.layer.box)

    @property
    def is_pending(self) -> bool:
        """Whether it is shown elsewhere than it is."""
        return self._box is not None

    @property
    def placement(self) -> Placement | None:
        """What is pending, as it is kept for when the work breaks off."""
        return None if self._layer is None or self._box is None else Placement(self._layer.id, self._box)

    @property
    def is_busy(self) -> bool:
        """Whether it was accepted, and is being scaled."""
        return self._scaling is not None

    @property
    def drops_fill(self) -> bool:
        """Whether the layer is a fill that will be none any more, since its candidates have one size."""
        layer, box = self._layer, self._box
        return layer is not None and layer.fill is not None and box is not None and box.size != layer.box.size

    @property
    def reaches_out(self) -> bool:
        """Whether a part of the layer is outside of the photo."""
        document, box = self._session.document, self.box
        return document is not None and box is not None and box.clip(document.size) != box

    def refusal(self) -> str:
        """Why the layer cannot be moved; empty if it can."""
        layer = self.layer
        if layer is None:
            return text("The photo itself stays where it is: choose a layer to move.")
        if layer.locked:
            return text("«{name}» is locked: unlock it first.", name=layer.name)
        if not layer.visible:
            return text("«{name}» is hidden: show it to see where it goes.", name=layer.name)
        edited = self.ask_edited()
        if edited is not None and edited.id == layer.id:
            return text("«{name}» is being edited: fill again or leave it, then move it.", name=layer.name)
        return ""

    def hold(self, *, on: bool) -> None:
        """Whether a tool for it is in the hand."""
        if on != self.is_held:
            self.is_held = on
            self.changed.emit()

    def begin(self, *, drags: bool = False) -> Box | None:
        """Where the layer lies, if it may be moved; says why not. drags: all that follows is about this layer, until
        `let_go`, or until it is gone or a person chooses another."""
        if self.is_busy:
            self._session.settling.emit()
        refusal = self.refusal()
        if refusal:
            self.notice.emit(news(refusal))
            return None
        if drags:
            self.dragged = self.layer
            self.claimed.emit()
        return self.box

    def let_go(self) -> None:
        """The drag is over."""
        self.dragged = None

    def put(self, box: Box) -> None:
        """Show the layer there, scaled if the box has another size. It stays in reach of the photo."""
        document, layer = self._session.document, self.layer
        if document is None or layer is None or self.is_busy or self.refusal() or not fits(box, layer):
            self.changed.emit()  # a field may show something else
            return
        if box != layer.box:
            box = kept_within_reach(layer, box, document.size)
        if box == layer.box:
            self.abort()
        else:
            begins, self._layer, self._box = self._layer is None, layer, box
            if begins:
                self.claimed.emit()
                self.began.emit()
            self.stand_in.show(document, layer, box)
        self.changed.emit()

    def shift(self, dx: int, dy: int) -> None:
        box = self.begin()
        if box is not None:
            self.put(box.shift(dx, dy))

    def keep_ratio(self, *, on: bool) -> None:
        """Whether width and height change together."""
        self.keeps_ratio = on
        self.changed.emit()

    def accept(self) -> None:
        """Make it a step: at once, or when it has been scaled."""
        layer, box = self._layer, self._box
        if layer is None or box is None or self.is_busy:
            return
        if box.size == layer.box.size:
            self.settle()
            return
        self._scaling = scaling = Scaling(layer, box)
        done = functools.partial(self._on_scaled, scaling)
        self._errands.run(
            text("Scaling {name}", name=layer.name), scaling, done, functools.partial(self._fail, scaling)
        )
        self.changed.emit()

    def abort(self) -> bool:
        """Show the layer where it is; False when it is shown there."""
        was_pending = self.is_pending
        self._end()
        return was_pending

    @Slot()
    def settle(self) -> None:
        """The same as accept, for whoever goes on at once: the step is there when this returns."""
        document, layer, box = self._session.document, self._layer, self._box
        if document is None or layer is None or box is None:
            return
        dx, dy = box.x0 - layer.box.x0, box.y0 - layer.box.y0
        if box.size == layer.box.size:
            made = moved(layer, dx, dy, document.size)
            step = text("Move {name} by {x}, {y} px", name=layer.name, x=dx, y=dy)
        else:
            try:
                made = (self._scaling or Scaling(layer, box))()
            except Exception as fault:  # noqa: BLE001 - whoever goes on does so without it
                self._fail(self._scaling, fault)
                return
            step = text("Scale {name} to {size}", name=layer.name, size=f"{box.width} × {box.height}")
        drops_fill = self.drops_fill
        self._end()
        self._session.push(ReplaceLayerCommand(step, document, made))
        if drops_fill:
            said = text("«{name}» is a plain layer in its new size; undo makes it a fill again.", name=layer.name)
            self.notice.emit(news(said))

    @Slot()
    def resume(self) -> None:
        """Show what was pending when the work that was opened broke off; it is still to be accepted."""
        photo = self._session.photo
        placement = None if photo is None else photo.placing
        if placement is not None:
            self.resumed.emit(placement.layer)
            if self.layer is not None and self.layer.id == placement.layer:
                self.put(placement.box)

    @Slot()
    def on_current(self) -> None:
        """Another layer may be chosen: what is pending of the one before is accepted, and its drag ends."""
        layer, current = self._layer or self.dragged, self._layering.current
        if layer is not None and (current is None or current.id != layer.id):
            self.dragged = None
            self.accept()
        self.changed.emit()

    @Slot()
    def _on_layers(self) -> None:
        """Others may have come beside the one that is shown elsewhere; it may be gone, or have other candidates."""
        document, before, box = self._session.document, self._layer, self._box
        self.dragged = _same(self.dragged, document)
        layer = _same(before, document)
        if document is None or before is None or box is None:
            pass
        elif layer is None or layer.box != before.box:
            self._end()
        else:
            self._layer = layer
            self.stand_in.show(document, layer, box)
            if self._scaling is not None and layer is not before:
                self._scaling = None
                self.accept()  # anew: what is being scaled is not the layer any more
        self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        self.dragged = None
        self._end()

    def _on_scaled(self, scaling: Scaling, _made: Layer) -> None:
        if scaling is self._scaling:
            self._session.settling.emit()  # a stroke under way is no part of the step; it settles this one too

    def _fail(self, scaling: Scaling | None, fault: Exception) -> None:
        if scaling is self._scaling:
            self._end()
            self.notice.emit(failure(fault, text("The layer is as it was")))

    def _end(self) -> None:
        was_pending = self.is_pending
        self._layer = self._box = self._scaling = None
        if was_pending:
            self.stand_in.hide()
            self.ended.emit()
        self.changed.emit()


def _same(layer: Layer | None, document: Document | None) -> Layer | None:
    """The layer as the document has it now."""
    layers = () if layer is None or document is None else document.layers
    return next((one for one in layers if layer is not None and one.id == layer.id), None)
