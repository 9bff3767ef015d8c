"""What the status bar says while nothing is under way: how the last fill went, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from app.document import Document
from app.document.planes import ColourPlane
from app.language import text

if TYPE_CHECKING:
    from app.editor.window.window import Window

_MASKS = ("brush", "rectangle", "ellipse", "lasso", "polygon", "smart", "wand")


class Guidance(QObject):
    """Names the keys that the actions have now, since a person may have changed them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._told = ""
        self._hint = ""  # what the tool said when that was told
        self._wants_colours_inside = False
        window.filling.told.connect(self._on_told)
        window.gestures.hint_changed.connect(self._on_hint)
        window.session.opened.connect(self._on_step)
        window.session.history.changed.connect(self._on_step)
        window.toolbox.changed.connect(window.status.refresh)
        window.session.settings_changed.connect(window.status.refresh)
        for action_id in ("fill", "clear", "cancel", "quick_grow"):  # it may get other keys
            window.actions_[action_id].changed.connect(window.status.refresh)

    def news(self) -> str:
        """How the keyboard's pointer is used, until it is; how the last fill went, until something else is done."""
        return self._window.key_pointer.hint or self._told

    def line(self) -> str:
        """One line; empty when there is nothing to say."""
        return self._window.preview.status or self._window.key_pointer.way_on or self._next()

    def _next(self) -> str:
        window, document = self._window, self._window.session.document
        if document is None:
            return ""
        if window.fills.is_editing:
            return _change(self._keys("fill"), self._keys("cancel"))
        if window.session.has_hole:
            if self._wants_colours_inside:
                return text("The colours are all outside the mask: only those inside it count")
            return self._grow() or _fill(self._keys("fill"), self._keys("clear"))
        if not document.colours.is_empty:
            return text("Colours count inside a mask: mark what should go as well")
        if not document.sketch.is_empty:
            return text("Strokes count inside a mask: mark what should go as well")
        if not document.layers and window.toolbox.chosen in _MASKS:
            return text("Mark what should go")
        return ""

    def _grow(self) -> str:
        """After the wand, which leaves out the softer colours of an edge."""
        grow, fill = self._keys("quick_grow"), self._keys("fill")
        if self._window.toolbox.chosen != "wand" or not grow or not fill:
            return ""
        pixels = self._window.session.settings.mask_pixels
        return text(
            "Grow the mask over the edge by {pixels} px with {grow}, then fill it with {fill}",
            pixels=pixels,
            grow=grow,
            fill=fill,
        )

    def _keys(self, action_id: str) -> str:
        """«Enter», or nothing for an action without a key."""
        keys = self._window.actions_[action_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return text("Enter") if keys in ("Enter", "Return") else keys

    def _on_told(self, news: str) -> None:
        pen = self._keys("pen")
        if since := self._drawn_since(news):
            self._told = since
        elif self._window.filling.is_soft and pen:
            self._told = text(
                "{news}. Soft? Draw a guide stroke where an edge goes on ({pen}), then fill again", news=news, pen=pen
            )
        else:
            self._told = text("{news}. Hold Tab to see the photo before", news=news)
        self._hint = self._window.gestures.tool.hint
        self._window.status.refresh()

    def _drawn_since(self, news: str) -> str:
        """With what to do with what was drawn while the fill ran: all that is there now, since a fill takes its own
        away. Empty where there is nothing."""
        document, fill = self._window.session.document, self._keys("fill")
        if document is None:
            return ""
        if not document.hole.is_empty:
            if fill:
                return text("{news}. What you drew meanwhile is for the next fill ({fill})", news=news, fill=fill)
            return text("{news}. What you drew meanwhile is for the next fill", news=news)
        if not (document.sketch.is_empty and document.colours.is_empty):
            return text("{news}. What you drew meanwhile is for the next fill: mark what should go as well", news=news)
        return ""

    def _on_hint(self, hint: str) -> None:
        if self._told and hint != self._hint:  # a tool is in use, and says how to go on
            self._on_step()

    def _on_step(self) -> None:
        self._told, document = "", self._window.session.document
        self._wants_colours_inside = document is not None and _are_colours_beside(document)
        self._window.status.refresh()


def _are_colours_beside(document: Document) -> bool:
    """Whether there are painted colours and none of them is inside the hole."""
    for key, tile in document.colours.snapshot().items():
        hole = document.hole.tile(key)
        if hole is not None and (hole & ColourPlane.painted(tile)).any():
            return False
    return not document.colours.is_empty


def _fill(fill: str, clear: str) -> str:
    """fill, clear: their keys, or nothing."""
    if fill and clear:
        return text("Fill the mask with {fill}, or clear it with {clear}", fill=fill, clear=clear)
    return text("Fill the mask with {fill}, or clear it", fill=fill) if fill else text("Fill the mask, or clear it")


def _change(fill: str, leave: str) -> str:
    if fill and leave:
        return text(
            "Change mask, strokes or colours and fill again with {fill}, or leave it as it is with {leave}",
            fill=fill,
            leave=leave,
        )
    if fill:
        return text("Change mask, strokes or colours and fill again with {fill}", fill=fill)
    return text("Change mask, strokes or colours and fill again")
