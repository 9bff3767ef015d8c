"""The bar above the photo: how large the brush is, how a fill is made, and the button that makes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.editor.actions import tip_of
from app.editor.fills.filling import Filling
from app.editor.look.icons import tinted_pixmap
from app.editor.look.theme import UNIT, Tones
from app.editor.panels.fields import action_button, choice, divider, number, set_quietly
from app.editor.panels.folding import Folding
from app.editor.panels.pairs import Pairs
from app.editor.panels.tooloptions import BrushSize, ToolOptions, tight
from app.editor.panels.typing import stays_in_field
from app.editor.session import Session
from app.files.settings import RANGES
from app.language import mark, text

QUALITIES = ((mark("Fast"), "fast"), (mark("Balanced"), "balanced"), (mark("Best"), "best"))
DETAILS = ((mark("Off"), "off"), (mark("Auto"), "auto"), (mark("On"), "on"))


class OptionsBar(QWidget):
    """Shows and changes Settings; asks for fills."""

    left = Signal()  # the person is done typing: the canvas gets the keyboard back

    def __init__(self, session: Session, filling: Filling, fill: QAction, cancel: QAction) -> None:
        super().__init__()
        self.setObjectName("options")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._filling = session, filling
        self._fill_action, self._cancel_action = fill, cancel
        self._tones: Tones | None = None
        self._shown: tuple[bool, bool, str, Tones | None] | None = None
        self.brush = BrushSize(session)
        self.tools = ToolOptions()
        self.add_page(self.brush, "brush", "eraser", "exclude")
        self._quality = choice(
            QUALITIES,
            text("Quality"),
            text(
                "How many pixels the network looks at. Best takes nearly twice as long as Balanced and "
                "is a little nearer to the photo"
            ),
        )
        self._detail = choice(
            DETAILS,
            text("Detail"),
            text("Texture for the fill from the photo around it. Auto: where the fill would be softer"),
        )
        self._variants = number(RANGES["variants"], "", text("Candidates that a fill is asked for, to choose from"))
        self._variants.setFixedWidth(48)
        self._grow = number(RANGES["grow"], " px", text("Pixels by which the mask is widened before it is filled"))
        self._feather = number(RANGES["feather"], " px", text("Pixels over which the fill fades into the photo"))
        self.button = QPushButton(text("Fill"))
        self.button.setObjectName("fill")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setMinimumWidth(112)
        self.button.setIconSize(QSize(18, 18))
        self._place()
        self._quality.activated.connect(self._on_quality)
        self._detail.activated.connect(self._on_detail)
        self._variants.valueChanged.connect(self._on_variants)
        self._grow.valueChanged.connect(self._on_grow)
        self._feather.valueChanged.connect(self._on_feather)
        self.button.clicked.connect(self._on_button)
        self.tools.currentChanged.connect(self._fold)
        for folding in (self.folding, self._tool_folding):
            self.left.connect(folding.button.close_popup)
        session.settings_changed.connect(self.refresh)
        filling.changed.connect(self.refresh_button)
        fill.changed.connect(self.refresh_button)
        session.planes_changed.connect(self.refresh_button)
        self.refresh()

    def set_tones(self, tones: Tones) -> None:
        self._tones = tones
        self.refresh_button()

    def add_toggle(self, action: QAction) -> None:
        """A button beside the one that fills."""
        toggle = action_button(action)
        self._row.insertWidget(self._row.count() - 1, toggle)
        self.setTabOrder(toggle, self.button)

    def add_page(self, page: QWidget, *tools: str) -> None:
        """A page for what can be set of these tools."""
        self.tools.add(page, *tools)
        for field in self.tools.numbers:
            field.installEventFilter(self)

    def refresh(self) -> None:
        """Show the settings as they are now, without taking that for a change."""
        settings = self._session.settings
        self.brush.refresh()
        set_quietly(self._variants, settings.variants)
        set_quietly(self._grow, settings.grow)
        set_quietly(self._feather, settings.feather)
        for field, value in ((self._quality, settings.quality), (self._detail, settings.detail)):
            field.setCurrentIndex(max(0, field.findData(value)))

    def refresh_button(self) -> None:
        busy = self._filling.is_busy
        action = self._cancel_action if busy else self._fill_action
        ready = busy or (action.isEnabled() and self._session.has_hole)
        shown = (busy, ready, tip_of(action), self._tones)
        if shown == self._shown:  # it is asked at each move of a stroke
            return
        self._shown = shown
        self.button.setText(text("Cancel") if busy else text("Fill"))
        self.button.setEnabled(ready)
        self.button.setToolTip(tip_of(action) if ready else text("Brush over what should go, then fill"))
        self.button.setAccessibleName(text("Cancel the fill") if busy else text("Fill the mask"))
        if self.button.property("busy") != busy:
            self.button.setProperty("busy", busy)
            self.button.style().unpolish(self.button)
            self.button.style().polish(self.button)
        if self._tones is not None:
            tone = self._tones.text if busy else self._tones.accent_text if ready else self._tones.faint
            self.button.setIcon(tinted_pixmap("cancel" if busy else "fill", 18, self.devicePixelRatioF(), tone))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return stays_in_field(watched, event, self.left.emit) or super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        folded = self.folding.width_folded + self._tool_folding.width_folded
        return QSize(self._width_of_others() + folded, self._height(super().minimumSizeHint()))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height(super().sizeHint()))

    def _height(self, size: QSize) -> int:
        """The same for all tools, those without fields too: the photo below stays where it is."""
        margins = self._row.contentsMargins()
        return max(size.height(), self.tools.sizeHint().height() + margins.top() + margins.bottom())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """The fields of fills go behind a button where they do not fit, then those of the tool do."""
        for part in (self._tool_folding, self._between):  # nothing stands before a line where the tool has no fields
            part.setVisible(not self.tools.is_empty)
        room, tool = self.width() - self._width_of_others(), self._tool_folding
        self.folding.set_folded(on=tool.width_unfolded + self.folding.width_unfolded > room)
        tool.set_folded(on=tool.width_unfolded + self.folding.width_folded > room)

    def _width_of_others(self) -> int:
        """Of all that does not fold."""
        items = [self._row.itemAt(number) for number in range(self._row.count())]
        foldings = (self.folding, self._tool_folding)
        others = sum(item.sizeHint().width() for item in items if item is not None and item.widget() not in foldings)
        return others + (self._row.count() - 1) * self._row.spacing() + 6 * UNIT

    def _place(self) -> None:
        mask = (text("Grow"), self._grow), (text("Feather"), self._feather)
        network = (
            (text("Quality"), self._quality),
            (text("Detail"), self._detail),
            (text("Candidates"), self._variants),
        )
        self.folding = Folding(Pairs(mask, network), "fill-settings", text("Settings of fills"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3 * UNIT, 2 * UNIT, 3 * UNIT, 2 * UNIT)
        self._row.setSpacing(2 * UNIT)
        self._tool_folding = Folding(self.tools, "sliders", text("Settings of the tool"))
        self._row.addWidget(self._tool_folding)
        self._between = tight([divider()], UNIT)
        self._row.addWidget(self._between)
        self._row.addWidget(self.folding)
        self._row.addStretch(1)
        self._row.addWidget(self.button)
        for field in (self._grow, self._feather, self._quality, self._detail, self._variants):
            field.installEventFilter(self)

    def _on_quality(self, index: int) -> None:
        self._session.change(quality=self._quality.itemData(index))
        self.left.emit()

    def _on_detail(self, index: int) -> None:
        self._session.change(detail=self._detail.itemData(index))
        self.left.emit()

    def _on_variants(self, value: int) -> None:
        self._session.change(variants=value)

    def _on_grow(self, value: int) -> None:
        self._session.change(grow=value)

    def _on_feather(self, value: int) -> None:
        self._session.change(feather=value)

    def _on_button(self) -> None:
        if self._filling.is_busy:
            self._filling.cancel()
        else:
            self._filling.start()
