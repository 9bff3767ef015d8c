"""The window: makes its parts, has them placed and connected, and closes in good order. It has no rule of its own."""

from __future__ import annotations

import functools

from PySide6.QtCore import QByteArray, QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from app.editor.actions import Actions
from app.editor.actions.conditions import conditions_of
from app.editor.actions.keys import keys_of
from app.editor.actions.owners import owners_of
from app.editor.canvas.gestures import Gestures
from app.editor.canvas.keypointer import KeyPointer
from app.editor.canvas.mipmaps import Mipmaps
from app.editor.canvas.sight import look, middle_of, view_of
from app.editor.canvas.view import Canvas
from app.editor.errands import Errands
from app.editor.files.dropping import Dropping, files_in, take_as_copy
from app.editor.files.filing import Filing
from app.editor.files.recents import Recents
from app.editor.files.verbs import FileVerbs
from app.editor.fills.filling import Filling
from app.editor.fills.kept import Fills
from app.editor.fills.preview import Preview
from app.editor.fills.reopening import Reopening
from app.editor.fills.tracing import Tracing
from app.editor.history.allowance import Allowance
from app.editor.layers.layering import Layering
from app.editor.layers.masks import LayerMasks
from app.editor.layers.merging import Merging
from app.editor.layers.pasting import Pasting
from app.editor.layers.placing import Placing
from app.editor.look import theme
from app.editor.look.tinting import Tinting
from app.editor.masks.masking import Masking
from app.editor.notices import news, warning
from app.editor.numbers import MIB
from app.editor.panels.candidates import CandidatesStrip
from app.editor.panels.contours import ContoursStrip
from app.editor.panels.firststeps import FirstSteps
from app.editor.panels.history import HistoryPanel
from app.editor.panels.layers import LayersPanel
from app.editor.panels.noticebar import NoticeBar
from app.editor.panels.options import OptionsBar
from app.editor.panels.scrolling import room_of
from app.editor.panels.status import StatusBar
from app.editor.panels.welcome import Welcome
from app.editor.session import Session
from app.editor.tools.toolbox import Toolbox
from app.editor.window.accessible import Announcer
from app.editor.window.connections import connect_parts
from app.editor.window.guidance import Guidance
from app.editor.window.layout import SIZE, place_parts
from app.editor.window.neighbours import Neighbours
from app.editor.window.title import title_of
from app.editor.window.verbs import Verbs
from app.files.settings import Settings
from app.language import plural
from app.worker.door import FillDoor


class Window(QMainWindow):
    """One photo, its tools and its panels."""

    closed = Signal()
    activated = Signal()  # the person is at it now

    _shown: Settings | None = None  # by the parts, so far
    _may_close = False

    def __init__(self, settings: Settings, door: FillDoor, allowance: Allowance | None = None) -> None:
        """allowance: of the histories of all windows; None: this one is alone."""
        super().__init__()
        self.session = Session(settings, self, allowance)
        self.errands = Errands(self)
        self.door = door
        self.filing = Filing(self.session, self.errands, self)
        self.pasting = Pasting(self.session, self.errands, self)
        self.reopening = Reopening(self.session, self)
        self.filling = Filling(self.session, door, self.reopening, self)
        self.tracing = Tracing(self.session, self.filling, door, self)
        self.preview = Preview(self.session, self.filling, self.tracing, self.reopening, door)
        self.canvas = Canvas()
        self.tinting = Tinting(self.session, self.preview, self.canvas)
        self.layering = Layering(self.session, lambda: self.layers.current)
        self.merging = Merging(self.session, self.layering, self.errands)
        self.layer_masks = LayerMasks(self.session, self.layering)
        self.placing = Placing(self.session, self.layering, self.errands, self)
        self.toolbox = Toolbox(self.session, self.canvas.marks, self.layering, self.placing, self)
        self.masking = Masking(self, self.session, self.toolbox, self.filling)
        self.gestures = Gestures(self.canvas, self.toolbox.tool)
        self.key_pointer = KeyPointer(self.canvas, self.gestures, self.session)
        self.layers = LayersPanel(self.session, self.layering)
        self.fills = Fills(self.session, self.filling, self.reopening, lambda: self.layers.current)
        self.candidates = CandidatesStrip(self.fills, self.canvas)
        self.contours = ContoursStrip(self, self.session, self.tracing.choice, self.canvas)
        self.history = HistoryPanel(self.session)
        self.pages = QStackedWidget()
        self.notices = NoticeBar(self.pages)
        self.first_steps = FirstSteps(self, self.session, self.canvas)
        self.file_verbs = FileVerbs(self, self.session, self.filing)
        self.pasting.ask_middle = functools.partial(middle_of, self.canvas)
        self.filing.ask_view = functools.partial(view_of, self.canvas)
        self.neighbours = Neighbours(self)
        self.verbs = Verbs(self, self.session, self.filling, self.tracing, self.gestures)
        self.actions_ = Actions(self, owners_of(self), conditions_of(self))
        self.options = OptionsBar(self.session, self.filling, self.actions_["fill"], self.actions_["cancel"])
        self.status = StatusBar(
            self.session, self.filling, self.tracing, self.errands, self.filing.writing, self.canvas, self.actions_
        )
        self.welcome = Welcome(self.actions_["open"])
        self.recents = Recents(self.session, self)
        self.dropping = Dropping(self, self.layers, self.session, self.file_verbs.open_paths, self.pasting.add_files)
        self.verbs.commands, self.verbs.renew = self.actions_.named, self.neighbours.renew
        self.guidance = Guidance(self)
        place_parts(self)
        self._connect()
        self.announcer = Announcer(self)
        self._show_settings()
        self.welcome.button.setFocus()

    def refresh(self) -> None:
        """Title, enabled actions and checks, after anything changed."""
        photo = self.session.photo
        self.setWindowTitle(title_of(self.session))
        if self.isWindowModified() != self.session.is_modified:  # Qt would lay the window out anew each time
            self.setWindowModified(self.session.is_modified)
        self.pages.setCurrentWidget(self.welcome if photo is None else self.canvas)
        self.options.setEnabled(photo is not None)
        self.options.tools.show_for(self.toolbox.chosen)
        self.actions_.refresh()
        self.actions_.check_only("tool", self.toolbox.chosen)
        self.actions_.check_only("mode", self.toolbox.selecting.mode)
        self.actions_.check_only("look", self.session.settings.colour_scheme)
        self.layers.setVisible(photo is not None and self.verbs.wants_panel)
        self.history.setVisible(photo is not None and self.verbs.wants_history)

    def _connect(self) -> None:
        connect_parts(self)
        self.status.ask_news, self.status.ask_more = self.guidance.news, self.guidance.line
        # The file last: with it a person would lose what was waited for, by a key that was meant for something nearer.
        self.verbs.also_cancels += [self.key_pointer.leave, self.preview.drop, self.fills.leave]
        self.verbs.also_cancels.append(self.filing.writing.cancel)
        self.session.settings_changed.connect(self._show_settings)
        self.filing.loaded.connect(self._on_loaded)
        self.filing.loaded.connect(self.preview.look_at)
        self.filing.loaded.connect(self.placing.stand_in.look_at)
        self.filing.loaded.connect(self.placing.resume)  # after the canvas, which forgets what is under way
        self.toolbox.changed.connect(self._on_tool)
        self.session.history.dropped.connect(self._on_dropped)

    def _show_settings(self) -> None:
        before, settings = self._shown, self.session.settings
        self._shown = settings
        if before is None or settings.shortcuts != before.shortcuts:
            self.actions_.set_keys(lambda entry: keys_of(entry, settings.shortcuts))
        self.welcome.set_recent(settings.recent)
        self.canvas.set_grid(on=settings.pixel_grid)
        self.gestures.refresh()
        if before is None or settings.colour_scheme != before.colour_scheme:
            self.dress()
        self.refresh()

    def dress(self) -> None:
        """Put on the appearance that settings and system ask for."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            tones = theme.apply(app, self.session.settings.colour_scheme)
            self.canvas.set_colours(theme.CanvasColours(QColor(tones.surround)))
            for part in (self.options, self.layers, self.history, self.candidates, self.notices, self.welcome):
                part.set_tones(tones)

    def _on_loaded(self, mipmaps: Mipmaps) -> None:
        self.canvas.show_document(self.session.document, mipmaps, self.filing.before)
        self.canvas.setFocus()
        # The panels came with the photo: they are laid out first, so that it fits what they leave of the canvas.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # type: ignore[call-overload]
        look(self.canvas, self.filing.view)

    def _on_dropped(self, count: int) -> None:
        said = plural(
            "The oldest step was dropped: the history holds {budget} MB, which can be changed below its list.",
            "The {count} oldest steps were dropped: the history holds {budget} MB, "
            "which can be changed below its list.",
            count=count,
            budget=self.session.history.budget // MIB,
        )
        # Steps of a window that nobody looks at may go for those of another one: that is read later.
        self.notices.say(news(said) if self.isActiveWindow() else warning(said))

    def _on_tool(self) -> None:
        self.gestures.set_tool(self.toolbox.tool)

    def restore_geometry_of(self, stored: str) -> None:
        """stored: as in Settings.geometry; empty at the first start. That, and a place on a screen of quite another
        size than this, which Qt does not take, fits the screen."""
        if not self.restoreGeometry(QByteArray.fromBase64(stored.encode("ascii", "replace"))):
            self.resize(QSize(*SIZE).boundedTo(room_of(self)))

    def geometry_text(self) -> str:
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            take_as_copy(event)
            self.welcome.set_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.welcome.set_over(over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.welcome.set_over(over=False)
        self.activated.emit()  # no desktop says so: the keyboard may be with another window
        self.dropping.drop(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            if self.isActiveWindow():
                self.activated.emit()
            else:
                self.canvas.compare(on=False)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close:
            event.ignore()
            self.file_verbs.settle(self._close_for_good)
            return
        event.accept()
        self.hide()  # at once: a pass of the network may take a moment to end
        self.session.change(geometry=self.geometry_text())
        self.stop()
        self.closed.emit()

    def close_unasked(self) -> None:
        """Close in good order, but without a question: the system asks, or a terminal."""
        self._may_close = True
        self.close()

    def stop(self) -> None:
        """End threads and history. A window that is not closed before the program ends needs this too."""
        self.file_verbs.stop()
        self.recents.stop()
        self.layers.stop()
        self.filling.forget()
        self.tracing.forget()
        self.preview.drop()
        self.door.stop()
        self.errands.stop()
        self.masking.stop()
        # Steps are Python objects that C++ owns. Those left at the interpreter's exit would be deleted after it.
        self.session.history.clear()

    def _close_for_good(self) -> None:
        self._may_close = True
        QTimer.singleShot(0, self, self.close)
