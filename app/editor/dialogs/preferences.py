"""What a person can set once and for all, on pages. Every change takes effect and is remembered at once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from app.editor.dialogs.fitting import FittingDialog
from app.editor.dialogs.overlay import PATTERNS
from app.editor.dialogs.preferencefields import Choice, Colour, Flag, Kind, Made, Number, Share
from app.editor.dialogs.shortcuts import ShortcutsDialog
from app.editor.languages import is_spoken
from app.editor.look.theme import UNIT
from app.editor.panels.fields import describe, form_label
from app.editor.panels.layers import SAMPLES
from app.editor.panels.options import DETAILS, QUALITIES
from app.editor.panels.scrolling import Scroller
from app.editor.session import Session
from app.files.settings import Settings
from app.language import mark, said, text
from app.language.catalogue import SOURCE, available

_GAP = 5 * UNIT  # between the list of pages and the page

MEMORY = mark("Memory")
AS_THE_SYSTEM = mark("As the system")
SCHEMES = ((AS_THE_SYSTEM, "system"), (mark("Light"), "light"), (mark("Dark"), "dark"))

PLACES = (
    (mark("A new window, if this one is in use"), "auto"),
    (mark("This window"), "this"),
    (mark("A new window"), "new"),
)


def languages() -> tuple[tuple[str, str], ...]:
    """Each by its own name, so that a person finds theirs in a window that speaks another."""
    names = {SOURCE: "English"}  # Qt would say whose English
    listed = ((names.get(one) or QLocale(one).nativeLanguageName() or one, one) for one in available())
    return (AS_THE_SYSTEM, ""), *listed


PAGES: Mapping[str, Mapping[str, Kind]] = {
    mark("Appearance"): {
        "language": Choice(mark("Language"), languages, mark("Of the window")),
        "colour_scheme": Choice(mark("Theme"), SCHEMES, mark("Whether the window is light or dark")),
        "open_in": Choice(mark("Open photos in"), PLACES, mark("Which window another photo is opened in")),
        "overlay_colour": Colour(mark("Mask"), mark("The colour of the mask over the photo")),
        "overlay_adapts": Flag(
            mark("Another colour where it would not be seen"),
            mark("Where the photo has the mask's colour itself, the mask gets another"),
        ),
        "overlay_pattern": Choice(mark("Mask pattern"), PATTERNS, mark("What the inside of the mask is filled with")),
        "overlay_opacity": Share(mark("Mask opacity"), mark("How much of the photo the mask covers")),
        "sketch_colour": Colour(mark("Guide strokes"), mark("The colour of guide strokes over the photo")),
        "pixel_grid": Flag(
            mark("Lines between pixels at large zoom"), mark("A grid of the photo's pixels, once they are large")
        ),
        "context_boxes": Flag(mark("Show what a fill looks at"), mark("A box around each part of the mask")),
    },
    mark("Tools"): {
        "pen_pressure": Flag(
            mark("Pen pressure changes the size"), mark("Of brushes, when a pen with pressure is used")
        ),
        "smoothing": Number(
            mark("Smoothing"), " px", mark("How far a brush stays behind the pointer, so that strokes are steadier")
        ),
        "restore_hardness": Share(mark("Hardness of the restore brush"), mark("At 100 % its edge is sharp")),
        "pen_width": Number(mark("Width of guide strokes"), " px", mark("In pixels of the photo")),
        "wand_tolerance": Number(
            mark("Tolerance of the magic wand"), "", mark("How far each colour channel may be off, of 255")
        ),
        "wand_contiguous": Flag(
            mark("The wand stays in one piece"), mark("Only what hangs together with the pixel clicked")
        ),
        "move_snaps": Flag(
            mark("The move tool snaps"),
            mark("To edges and middle of the photo and of other layers, unless Ctrl is held"),
        ),
    },
    mark("Fills"): {
        "quality": Choice(
            mark("Quality"),
            QUALITIES,
            mark(
                "How many pixels the network looks at. Best takes nearly twice as long as Balanced and "
                "is a little nearer to the photo"
            ),
        ),
        "detail": Choice(
            mark("Detail"), DETAILS, mark("Texture from the photo around it. Auto: where the fill would be softer")
        ),
        "sample": Choice(
            mark("Fill from"), SAMPLES, mark("What a fill looks at: the picture as it is seen, or one layer")
        ),
        "variants": Number(mark("Candidates"), "", mark("Candidates that a fill is asked for, to choose from")),
        "grow": Number(mark("Grow"), " px", mark("Pixels by which the mask is widened before it is filled")),
        "feather": Number(mark("Feather"), " px", mark("Pixels over which the fill fades into the photo")),
        "guidance": Number(
            mark("Strength of guide strokes"),
            " %",
            mark("How clear edges along guide strokes are: 0 leaves them out, above 100 is more than usual"),
            step=10,
        ),
        "live_preview": Flag(
            mark("Live preview"), mark("A quick fill after each pause in drawing; Enter makes the real one")
        ),
        "fill_after_stroke": Flag(
            mark("Fill after each stroke"), mark("A fill begins by itself when a stroke of the mask ends")
        ),
    },
    MEMORY: {
        "history_mb": Number(
            mark("History"),
            mark(" MB"),
            mark("What the steps of all windows may hold. Over it the oldest are dropped"),
            step=64,
        ),
        "candidates_mb": Number(
            mark("Candidates"),
            mark(" MB"),
            mark("What candidates not chosen may hold. Over it those of the oldest fills go"),
            step=64,
        ),
    },
}
_NOTES = {
    MEMORY: mark(
        "Over these amounts the oldest steps, and the candidates of the oldest fills, are dropped. "
        "The photo and its layers never are. «Restore defaults» leaves both as they are."
    ),
}
SHOWN = tuple(name for page in PAGES.values() for name in page)
# What a smaller amount of memory drops does not come back: nobody may lose steps by «Restore defaults».
RESTORED = tuple(name for name in SHOWN if name not in PAGES[MEMORY])


class Preferences(FittingDialog):
    """Stays open beside the photo.

    «Restore defaults» is for all pages but that of memory, and can be undone until the next change of what it restores.
    """

    def __init__(self, parent: QWidget, session: Session, renew: Callable[[], bool]) -> None:
        """renew: makes all windows anew, in another language; says whether it could."""
        super().__init__(parent)
        self._renew = renew
        self.setWindowTitle(text("Preferences"))
        self._session = session
        self._fields: dict[str, Made] = {}
        self._before: dict[str, Any] = {}  # the settings that «Undo restore» brings back
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(text("Pages of the preferences"))
        self.pages.setFixedWidth(128)
        self.pages.ensurePolished()  # else rows get the height that they would have without the style sheet
        self.later = QLabel()
        self.later.setObjectName("quiet")
        self.now = QPushButton(text("Change Now"))
        describe(self.now, self.now.text(), text("Opens all windows anew, with their photos and what is not saved"))
        self._stack = _Pages()
        for title, kinds in PAGES.items():
            self._add_page(title, kinds)
        self.shortcuts = QPushButton(text("Keyboard shortcuts…"))
        self.restore = QPushButton(text("Restore defaults"))
        self.restore.setToolTip(text("On all pages but Memory. Keyboard shortcuts stay as they are, too"))
        self.undo = QPushButton(text("Undo restore"))
        self.undo.setToolTip(text("Bring your own settings back"))
        self._place()
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.pages.setCurrentRow(0)
        self.now.clicked.connect(self._change_language)
        self.shortcuts.clicked.connect(self._show_shortcuts)
        self.restore.clicked.connect(self._restore)
        self.undo.clicked.connect(self._undo)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the settings as they are now."""
        settings, usual = self._session.settings, Settings()
        for name, made in self._fields.items():
            made.show(getattr(settings, name))
        for part in (self.now, self.later):
            part.setVisible(not is_spoken(settings.language))
        self.later.setText(text("Else at the next start. Undo does not reach back beyond it."))
        self._fields["overlay_opacity"].widget.setEnabled(settings.overlay_pattern != "outline")
        is_usual = all(getattr(settings, name) == getattr(usual, name) for name in RESTORED)
        if not is_usual:
            self._before = {}
        self.restore.setEnabled(not is_usual)
        self.undo.setVisible(bool(self._before))

    def _add_page(self, title: str, kinds: Mapping[str, Kind]) -> None:
        self.pages.addItem(said(title))
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(2 * UNIT, 0, 0, 0)
        form.setVerticalSpacing(2 * UNIT)
        form.setHorizontalSpacing(4 * UNIT)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for name, kind in kinds.items():
            made = kind.make(name, functools.partial(self._change, name))
            self._fields[name] = made
            form.addRow(form_label(made.before, made.widget), made.widget)
            if name == "language":
                form.addRow("", self.now)
                form.addRow(self.later)
        if title in _NOTES:
            note = QLabel(said(_NOTES[title]))
            note.setObjectName("quiet")
            note.setWordWrap(True)
            form.addRow(note)
        self._stack.addWidget(Scroller(self._room_of_a_page, page))

    def _room_of_a_page(self) -> QSize:
        """The list of pages stays where it is."""
        return self.room_inside() - QSize(self.pages.width() + _GAP, 0)

    def _place(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        # Enter in a field ends typing, and must not close the dialog or restore defaults.
        for button in (
            self.now,
            self.shortcuts,
            self.restore,
            self.undo,
            close.button(QDialogButtonBox.StandardButton.Close),
        ):
            button.setAutoDefault(False)
        pages = QHBoxLayout()
        pages.setSpacing(_GAP)
        pages.addWidget(self.pages)
        pages.addWidget(self._stack, 1)
        below = QHBoxLayout()
        below.setSpacing(2 * UNIT)
        for button in (self.shortcuts, self.restore, self.undo):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(close)
        self.place(pages, below, margin=5, spacing=5)
        self.resize(600, 380)

    def _change(self, name: str, value: object) -> None:
        self._session.change(**{name: value})

    def _change_language(self) -> None:
        if not self._renew():
            self.later.setText(text("Something is still under way: try again once it is done."))

    def _restore(self) -> None:
        settings, usual = self._session.settings, Settings()
        self._before = {name: getattr(settings, name) for name in RESTORED}
        self._session.change(**{name: getattr(usual, name) for name in RESTORED})
        self.undo.setFocus()

    def _undo(self) -> None:
        self.pages.setFocus()  # the button goes away
        self._session.change(**self._before)

    def _show_shortcuts(self) -> None:
        ShortcutsDialog(self, self._session).open()


class _Pages(QStackedWidget):
    """Of one height, whatever their width: words that wrap on one page make no room on all others."""

    def hasHeightForWidth(self) -> bool:
        return False
