"""The move tool: drags the chosen layer, and scales it by the handles of a frame."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot

from app.document.geometry import Box
from app.editor.canvas.marks import Guide, Knob, Marks, Outline
from app.editor.keys import ARROWS, ENTER
from app.editor.layers.placing import Placing
from app.editor.session import Session
from app.editor.tools.base import Press, Quiet, Spot
from app.editor.tools.frame import INSIDE, Pull, handle_at, places
from app.editor.tools.snapping import Snapped, snapped
from app.language import text

_MARK, _GUIDES = "frame", "guides"
_SNAPS = 6.0  # pixels, as they look on the screen, from which something snaps
_FAR = 10  # of the photo's pixels, that an arrow goes with Shift


class MoveTool(QObject, Quiet):
    """What it does is pending, however many drags it takes: Enter accepts it, Esc takes it back."""

    pans = False
    radius = 0.0

    def __init__(self, session: Session, placing: Placing, marks: Marks, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._placing, self._marks = session, placing, marks
        self._pull: Pull | None = None
        self._around: list[Box] = []  # what the pull may snap to
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
        box = self._placing.begin(drags=True)
        if box is not None:
            self._pull = Pull(handle_at(box, spot), box, (spot.x, spot.y))
            self._around = self._boxes_around()

    def move(self, spot: Spot) -> None:
        pull, placing = self._pull, self._placing
        if pull is None:
            return
        reach = _SNAPS * spot.ratio * spot.grain if self._snaps and not spot.ctrl else 0.0
        if reach:
            there = snapped(pull, spot, self._around, reach, keeps_ratio=placing.keeps_ratio)
        else:
            there = Snapped(pull.to(spot, keeps_ratio=placing.keeps_ratio))
        placing.put(there.box)
        self._guide(there)

    def release(self) -> None:
        self._let_go()

    def hover(self, spot: Spot) -> None:
        box = self._placing.box
        may = box is not None and not self._placing.is_busy and not self._placing.refusal()
        self._over = handle_at(box, spot) if may and box is not None else None

    def abort(self) -> bool:
        self._let_go()
        return self._placing.abort()

    def leave(self) -> None:
        self._let_go()
        self._over = None
        self._placing.accept()

    def wants(self, key: Qt.Key) -> bool:
        return key in ARROWS or (key in ENTER and self._placing.is_pending)

    def key(self, press: Press) -> None:
        if press.key in ENTER:
            self._let_go()
            self._placing.accept()
        elif self._pull is None:
            step = _FAR if press.shift else 1
            dx, dy = press.arrow
            self._placing.shift(step * dx, step * dy)

    @property
    def _snaps(self) -> bool:
        return self._session.settings.move_snaps

    def _boxes_around(self) -> list[Box]:
        """Those of the photo, and of the other layers that are seen."""
        document, layer = self._session.document, self._placing.layer
        if document is None or layer is None:
            return []
        others = (one.box for one in document.layers if one.visible and one.id != layer.id)
        return [Box.of(document.size), *others]

    def _guide(self, there: Snapped) -> None:
        """Show what the frame has snapped to, unless it was kept within reach of the photo."""
        document, box = self._session.document, there.box
        if document is None or self._placing.box != box:
            self._marks.show(_GUIDES)
            return
        across = min(0, box.x0), max(document.size.width, box.x1)
        down = min(0, box.y0), max(document.size.height, box.y1)
        guides = []
        if there.column is not None:
            guides.append(Guide(((there.column, down[0]), (there.column, down[1]))))
        if there.row is not None:
            guides.append(Guide(((across[0], there.row), (across[1], there.row))))
        self._marks.show(_GUIDES, *guides)

    def _let_go(self) -> None:
        self._pull = None
        self._placing.let_go()
        self._marks.show(_GUIDES)

    def _pulling(self, pull: Pull, box: Box) -> str:
        if pull.handle == INSIDE:
            hint = text("{x}, {y}  ·  Shift: straight", x=box.x0, y=box.y0)
        elif 0 not in pull.handle and self._placing.keeps_ratio:
            hint = text("{size}  ·  Shift frees the ratio, Alt: from the middle", size=_size(box))
        else:
            hint = text("{size}  ·  Shift keeps the ratio, Alt: from the middle", size=_size(box))
        return text("{hint}, Ctrl: no snapping", hint=hint) if self._snaps else hint

    @Slot()
    def _show(self) -> None:
        """The frame, with handles where they can be pulled."""
        placing, box = self._placing, self._placing.box
        if self._pull is not None and placing.dragged is None:
            self._let_go()  # the layer is gone, or another one was chosen
        if box is None or not placing.is_held:
            self._marks.show(_MARK)
            return
        can_pull = not placing.is_busy and not placing.refusal()
        knobs = [Knob(place, 0.0) for place in places(box).values()] if can_pull else []
        self._marks.show(_MARK, Outline.around(box, faint=True), *knobs)


def _size(box: Box) -> str:
    return f"{box.width} × {box.height}"
