"""The move tool: drags the chosen layer, and scales it by the handles of a frame."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot

from app.document.geometry import Box
from app.editor.canvas.marks import Knob, Marks, Outline
from app.editor.layers.placing import Placing
from app.editor.tools.base import Press, Quiet, Spot
from app.editor.tools.clicks import ENTER
from app.editor.tools.frame import INSIDE, Pull, handle_at, places
from app.language import text

_MARK = "frame"
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FAR = 10  # of the photo's pixels, that an arrow goes with Shift


class MoveTool(QObject, Quiet):
    """What it does is pending, however many drags it takes: Enter accepts it, Esc takes it back."""

    pans = False
    radius = 0.0

    def __init__(self, placing: Placing, marks: Marks, parent: QObject) -> None:
        super().__init__(parent)
        self._placing, self._marks = placing, marks
        self._pull: Pull | None = None
        self._over: tuple[int, int] | None = None  # the handle under the pointer
        placing.changed.connect(self._show)

    @property
    def pull(self) -> tuple[int, int] | None:
        if self._pull is not None:
            return self._pull.handle
        return self._over

    @property
    def hint(self) -> str:
        placing, layer, box = self._placing, self._placing.layer, self._placing.box
        refusal = placing.refusal()
        if layer is None or box is None or refusal:
            return refusal.rstrip(".")
        if placing.is_busy:
            return text("Scaling {name}. Esc takes it back", name=layer.name)
        if self._pull is not None:
            return self._pulling(self._pull, box)
        if not placing.is_pending:
            return text(
                "Drag {name}, or move it with the arrows, Shift: by 10 px. Corners scale it, Shift frees the ratio",
                name=layer.name,
            )
        place = text("{size} at {x}, {y}", size=_size(box), x=box.x0, y=box.y0)
        if placing.drops_fill:
            return text("{place}  ·  Enter accepts it, without the other candidates. Esc takes it back", place=place)
        if placing.reaches_out:
            return text(
                "{place}  ·  Enter accepts it, Esc takes it back. What is outside of the photo is kept", place=place
            )
        return text("{place}  ·  Enter accepts it, Esc takes it back", place=place)

    def erases(self, *, takes: bool) -> bool:  # noqa: ARG002 - the same question for all tools
        return False

    def press(self, spot: Spot) -> None:
        box = self._placing.begin()
        if box is not None:
            self._pull = Pull(handle_at(box, spot), box, (spot.x, spot.y))

    def move(self, spot: Spot) -> None:
        if self._pull is not None:
            self._placing.put(self._pull.to(spot, keeps_ratio=self._placing.keeps_ratio))

    def release(self) -> None:
        self._pull = None

    def hover(self, spot: Spot) -> None:
        box = self._placing.box
        may = box is not None and not self._placing.is_busy and not self._placing.refusal()
        self._over = handle_at(box, spot) if may and box is not None else None

    def abort(self) -> bool:
        self._pull = None
        return self._placing.abort()

    def leave(self) -> None:
        self._pull = self._over = None
        self._placing.accept()

    def wants(self, key: Qt.Key) -> bool:
        return key in _ARROWS or (key in ENTER and self._placing.is_pending)

    def key(self, press: Press) -> None:
        if press.key in ENTER:
            self._pull = None
            self._placing.accept()
        elif self._pull is None:
            step = _FAR if press.shift else 1
            dx, dy = _ARROWS[press.key]
            self._placing.shift(step * dx, step * dy)

    def _pulling(self, pull: Pull, box: Box) -> str:
        if pull.handle == INSIDE:
            return text("{x}, {y}  ·  Shift: straight", x=box.x0, y=box.y0)
        is_corner = 0 not in pull.handle
        if is_corner and self._placing.keeps_ratio:
            return text("{size}  ·  Shift frees the ratio, Alt: from the middle", size=_size(box))
        return text("{size}  ·  Shift keeps the ratio, Alt: from the middle", size=_size(box))

    @Slot()
    def _show(self) -> None:
        """The frame, with handles where they can be pulled."""
        placing, box = self._placing, self._placing.box
        if box is None or not placing.is_held:
            self._marks.show(_MARK)
            return
        can_pull = not placing.is_busy and not placing.refusal()
        knobs = [Knob(place, 0.0) for place in places(box).values()] if can_pull else []
        self._marks.show(_MARK, Outline.around(box, faint=True), *knobs)


def _size(box: Box) -> str:
    return f"{box.width} × {box.height}"
