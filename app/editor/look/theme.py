"""Colours and measures of the window. Greys have no hue: whatever is next to a photo changes how it is seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.editor.look.icons import FOLDER

UNIT = 4  # all distances are multiples of this
FIELD = 7 * UNIT  # the height of a field, of which the style sheet has the parts


@dataclass(frozen=True, slots=True)
class Tones:
    """One appearance; each tone as #rrggbb."""

    surround: str  # around the photo
    chrome: str  # bars and panels
    sunken: str  # lists and fields
    raised: str  # buttons and menus
    hover: str
    chosen: str
    line: str
    text: str
    quiet: str  # second lines; still 4.5 : 1 on chrome
    faint: str  # what is disabled
    accent: str
    accent_hover: str
    accent_text: str
    warning: str


DARK = Tones(
    surround="#1e1e1e",
    chrome="#2b2b2b",
    sunken="#222222",
    raised="#383838",
    hover="#3d3d3d",
    chosen="#4a4a4a",
    line="#171717",
    text="#e4e4e4",
    quiet="#a6a6a6",
    faint="#6e6e6e",
    accent="#3b7bc4",
    accent_hover="#4a8ad4",
    accent_text="#ffffff",
    warning="#e0a03c",
)
LIGHT = Tones(
    surround="#c6c6c6",
    chrome="#ededed",
    sunken="#fafafa",
    raised="#fdfdfd",
    hover="#dfdfdf",
    chosen="#cfcfcf",
    line="#c2c2c2",
    text="#1c1c1c",
    quiet="#4e4e4e",
    faint="#939393",
    accent="#2868ad",
    accent_hover="#1f5c9e",
    accent_text="#ffffff",
    warning="#8f5a00",
)


@dataclass(frozen=True, slots=True)
class CanvasColours:
    """What the canvas paints beside the photo."""

    surround: QColor = field(default_factory=lambda: QColor(DARK.surround))


def is_dark(scheme: str) -> bool:
    """scheme: system, light or dark. A system that does not say gets dark, as tools for photos usually are."""
    if scheme in ("light", "dark"):
        return scheme == "dark"
    return QApplication.styleHints().colorScheme() != Qt.ColorScheme.Light


def tones_of(scheme: str) -> Tones:
    """scheme: light, dark or system."""
    return DARK if is_dark(scheme) else LIGHT


def apply(app: QApplication, scheme: str) -> Tones:
    """Dress the whole application; returns the tones in use."""
    wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(scheme, Qt.ColorScheme.Unknown)
    app.styleHints().setColorScheme(wanted)  # so that title bars and system dialogs follow
    tones = tones_of(scheme)
    sheet = sheet_of(tones)
    if app.styleSheet() == sheet:  # put on again it would polish every widget anew
        app.setPalette(palette_of(tones))
        return tones
    # Without a sheet parts are larger for a moment: windows should not grow for it.
    found = (window.layout() for window in app.topLevelWidgets() if window.isVisible())
    layouts = [layout for layout in found if layout is not None and layout.isEnabled()]
    for layout in layouts:
        layout.setEnabled(False)
    # Qt puts one sheet in the place of another on each widget again for each one that this lies in, seven times on
    # average. Taken off and put on like the first it costs a quarter of that.
    app.setStyleSheet("")
    app.setPalette(palette_of(tones))
    app.setStyleSheet(sheet)
    for layout in layouts:
        layout.setEnabled(True)
        layout.update()
    return tones


def palette_of(tones: Tones) -> QPalette:
    """The tones in the roles that Qt's own drawing asks for."""
    palette = QPalette()
    role = QPalette.ColorRole
    for part, tone in (
        (role.Window, tones.chrome),
        (role.WindowText, tones.text),
        (role.Base, tones.sunken),
        (role.AlternateBase, tones.chrome),
        (role.Text, tones.text),
        (role.Button, tones.raised),
        (role.ButtonText, tones.text),
        (role.BrightText, tones.accent_text),
        (role.ToolTipBase, tones.raised),
        (role.ToolTipText, tones.text),
        (role.Highlight, tones.accent),
        (role.HighlightedText, tones.accent_text),
        (role.PlaceholderText, tones.quiet),
        (role.Link, tones.accent),
        (role.Accent, tones.accent),
    ):
        palette.setColor(part, QColor(tone))
    for part in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(tones.faint))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tones.chosen))
    return palette


def sheet_of(tones: Tones) -> str:
    """The style sheet. Widgets are named by their objectName."""
    words = {name: getattr(tones, name) for name in Tones.__slots__}
    return _SHEET.format_map(
        {**words, "arrow": (FOLDER / "chevron.svg").as_posix(), "check": (FOLDER / "check.svg").as_posix()}
    )


_SHEET = """
QMenuBar {{ background: {chrome}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
#qt_menubar_ext_button {{ padding: 0; qproperty-icon: url({arrow}); qproperty-iconSize: 12px 12px; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 8px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent}; color: {accent_text}; }}
QMenu::item:disabled {{ color: {faint}; background: transparent; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenu#recent {{ icon-size: 32px; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px 6px; }}

#options, #tools, #layers, #status, #candidates, #contours {{ background: {chrome}; }}
#options {{ border-bottom: 1px solid {line}; }}
#tools {{ border-right: 1px solid {line}; }}
#layers {{ border-left: 1px solid {line}; }}
#status, #candidates, #contours {{ border-top: 1px solid {line}; }}
#divider {{ background: {line}; }}
#quiet, #status QLabel {{ color: {quiet}; }}
#status #message {{ color: {text}; }}

QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: 5px; background: transparent; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {chosen}; }}
QToolButton:focus {{ border-color: {accent_hover}; }}
QToolButton#small {{ padding: 1px; }}
QToolButton::menu-indicator {{ image: none; }}
#budget {{ color: {quiet}; padding: 1px 0; }}
#candidates #budget {{ margin-left: -3px; }}
#status QToolButton {{ padding: 1px 6px; color: {text}; }}

QPushButton {{ background: {raised}; border: 1px solid {line}; border-radius: 5px; padding: 5px 16px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {chosen}; }}
QPushButton:focus {{ border-color: {accent_hover}; }}
QPushButton:disabled {{ color: {faint}; background: {chrome}; }}
QDialogButtonBox, QMessageBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton#fill, QPushButton#open {{
    background: {accent}; color: {accent_text}; border: 2px solid {accent}; font-weight: 600; padding: 5px 18px;
}}
QPushButton#fill:hover, QPushButton#open:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton#fill:focus, QPushButton#open:focus {{ border-color: {text}; }}
QPushButton#fill:disabled, QPushButton#open:disabled {{ background: {hover}; color: {faint}; border-color: {hover}; }}
QPushButton#fill[busy="true"] {{ background: {raised}; color: {text}; border-color: {faint}; }}
QPushButton#recent {{ background: transparent; border: 1px solid transparent; text-align: left; padding: 6px 12px; }}
QPushButton#recent:hover {{ background: {hover}; }}
QPushButton#recent:focus {{ border-color: {accent_hover}; }}

#popup {{ background: {chrome}; border: 1px solid {faint}; }}
#palette {{ background: {chrome}; border: 1px solid {faint}; }}
QTreeView {{ background: {sunken}; border: 1px solid {line}; border-radius: 5px; outline: 0; }}
QTreeView::item {{ padding: 4px 6px; border: 0; }}
QTreeView::item:selected {{ background: {accent}; color: {accent_text}; }}
QHeaderView::section {{ background: {chrome}; color: {quiet}; border: 0; padding: 4px 6px; }}
QLineEdit, QKeySequenceEdit QLineEdit {{
    background: {sunken}; border: 1px solid {line}; border-radius: 5px; padding: 5px 8px;
}}
QLineEdit:focus {{ border-color: {accent_hover}; }}
QAbstractSpinBox, QComboBox {{
    background: {sunken}; border: 1px solid {line}; border-radius: 4px; padding: 3px 6px;
    min-height: 20px; max-height: 20px;
    selection-background-color: {accent}; selection-color: {accent_text};
}}
QAbstractSpinBox:focus, QComboBox:focus {{ border-color: {accent_hover}; }}
QAbstractSpinBox:disabled, QComboBox:disabled {{ color: {faint}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    width: 0; border: none; image: none; subcontrol-origin: content;
}}
QComboBox::drop-down {{ width: 20px; border: none; }}
QComboBox::down-arrow {{ image: url({arrow}); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {line}; }}

QCheckBox {{ spacing: 8px; }}
QCheckBox:disabled {{ color: {faint}; }}
QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid {faint}; border-radius: 4px; background: {sunken};
}}
QCheckBox::indicator:focus, QCheckBox:focus::indicator {{ border-color: {text}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url({check}); }}
QCheckBox::indicator:checked:disabled {{ background: {faint}; border-color: {faint}; }}

QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {chosen}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::sub-page:horizontal:disabled {{ background: {chosen}; }}
QSlider::handle:horizontal {{
    width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: {text}; border: none;
}}
QSlider::handle:horizontal:hover {{ background: {accent_hover}; }}
QSlider::handle:horizontal:focus {{ background: {accent_hover}; }}
QSlider::handle:horizontal:disabled {{ background: {faint}; }}

QListView {{ background: transparent; border: none; outline: none; }}
QListView#pages {{ background: {sunken}; border: 1px solid {line}; border-radius: 5px; padding: 4px; }}
QListView#pages::item {{ padding: 6px 8px; border-radius: 4px; }}
QListView#pages::item:hover {{ background: {hover}; }}
QListView#pages::item:selected {{ background: {chosen}; color: {text}; }}
QListView#pages:focus {{ border-color: {accent_hover}; }}
QListView#steps::item {{ padding: 3px 10px 3px 7px; border-left: 2px solid transparent; }}
QListView#steps::item:hover {{ background: {hover}; }}
QListView#steps::item:selected {{ background: {raised}; color: {text}; border-left: 2px solid {accent_hover}; }}
QListView#steps::item:selected:focus {{ background: {chosen}; }}
QScrollBar:vertical {{ width: 10px; background: transparent; }}
QScrollBar::handle:vertical {{ background: {chosen}; border-radius: 5px; min-height: 24px; }}
#scroller > QWidget > QScrollBar:vertical {{ width: 14px; margin-left: 4px; }}
QScrollBar:horizontal {{ height: 10px; background: transparent; }}
QScrollBar::handle:horizontal {{ background: {chosen}; border-radius: 5px; min-width: 24px; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QProgressBar {{ background: {sunken}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}

#firststeps {{ background: {raised}; border-bottom: 1px solid {line}; }}
#firststeps #done {{ color: {quiet}; }}
#firststeps #next {{ font-weight: 600; }}
#notice {{ background: {raised}; border: 1px solid {line}; border-radius: 6px; }}
#notice[lasting="true"] {{ border-color: {warning}; }}
#welcome {{ background: {surround}; }}
#drop {{ border: 2px dashed {faint}; border-radius: 12px; background: transparent; }}
#welcome[over="true"] #drop {{ border-color: {accent}; }}
#headline {{ font-size: 17px; font-weight: 600; }}
#caption {{ font-weight: 600; }}
"""
