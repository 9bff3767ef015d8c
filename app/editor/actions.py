"""All actions in one table: what they are called, their keys, and which verb they call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.editor.icons import icon

SEPARATOR = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One action.

    keys: the first is shown in the menu.  when: the condition that enables it, by name; empty = always.
    handler: owner.verb.  checks: shown with a check mark, which whoever owns the state sets.  group: only one of a
    group is checked.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    icon: str
    when: str
    handler: str
    checks: bool = False
    group: str = ""
    repeats: bool = False


TABLE = (
    Entry("open", "&Open…", ("Ctrl+O",), "open", "", "files.open"),
    Entry("save", "&Save", ("Ctrl+S",), "save", "photo", "files.save"),
    Entry("save_as", "Save &As…", ("Ctrl+Shift+S",), "", "photo", "files.save_as"),
    Entry("export", "&Export a Copy…", ("Ctrl+Shift+E",), "", "photo", "files.export"),
    Entry("quit", "&Quit", ("Ctrl+Q",), "", "", "verbs.quit"),
    Entry("undo", "&Undo", ("Ctrl+Z",), "undo", "undo", "verbs.undo", repeats=True),
    Entry("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo", "verbs.redo", repeats=True),
    Entry("copy", "&Copy Picture", ("Ctrl+C",), "", "photo", "pasting.copy"),
    Entry("paste", "&Paste as Layer", ("Ctrl+V",), "", "photo", "pasting.paste"),
    Entry("remove_layer", "&Delete Layer", ("Shift+Del",), "trash", "layer", "layers.remove_current"),
    Entry("toggle_layer", "&Show or Hide Layer", ("Ctrl+H",), "eye", "layer", "layers.toggle_current"),
    Entry("clear", "&Clear Mask", ("Ctrl+D", "Del"), "clear", "hole", "session.clear_mask"),
    Entry("invert", "&Invert Mask", ("Ctrl+I",), "invert", "photo", "session.invert_mask"),
    Entry("reselect", "&Reselect Last Hole", ("Shift+R",), "reselect", "reselect", "session.reselect"),
    Entry("import_mask", "I&mport Mask…", ("Ctrl+Shift+I",), "", "photo", "files.import_mask"),
    Entry("export_mask", "E&xport Mask…", ("Ctrl+Shift+M",), "", "hole", "files.export_mask"),
    Entry("trace", "&Trace Contours", ("Ctrl+T",), "pen", "trace", "tracing.start"),
    Entry("clear_sketch", "Clear S&ketch", ("Ctrl+Shift+D",), "", "sketch", "session.clear_sketch"),
    Entry("fill", "&Fill", ("Return", "Enter"), "fill", "fill", "filling.start"),
    Entry("cancel", "&Cancel", ("Esc",), "cancel", "", "verbs.cancel"),
    Entry("brush", "&Brush", ("B",), "brush", "photo", "tools.brush", checks=True, group="tool"),
    Entry("eraser", "&Eraser", ("E",), "eraser", "photo", "tools.eraser", checks=True, group="tool"),
    Entry("pen", "Sketch &Pen", ("P",), "pen", "photo", "tools.pen", checks=True, group="tool"),
    Entry("hand", "&Hand", ("H",), "hand", "photo", "tools.hand", checks=True, group="tool"),
    Entry("smaller", "S&maller Brush", ("[",), "", "photo", "tools.smaller", repeats=True),
    Entry("larger", "&Larger Brush", ("]",), "", "photo", "tools.larger", repeats=True),
    Entry("zoom_in", "Zoom &In", ("Ctrl++", "+", "=", "Ctrl+="), "zoom-in", "photo", "view.zoom_in", repeats=True),
    Entry("zoom_out", "Zoom &Out", ("Ctrl+-", "-"), "zoom-out", "photo", "view.zoom_out", repeats=True),
    Entry("fit", "&Fit in Window", ("Ctrl+0",), "fit", "photo", "view.fit"),
    Entry("actual", "&100 %", ("Ctrl+1",), "", "photo", "view.actual_size"),
    Entry("fit_mask", "Fit &Mask", ("Ctrl+2",), "", "hole", "view.fit_mask"),
    Entry("compare", "Show &Before", ("\\",), "compare", "photo", "view.compare", checks=True),
    Entry("split", "S&plit Before and After", ("Ctrl+\\",), "", "photo", "view.split", checks=True),
    Entry("grid", "Pixel &Grid", ("Ctrl+'",), "", "photo", "view.grid", checks=True),
    Entry("panel", "&Layers Panel", ("F7",), "panel", "photo", "verbs.toggle_panel", checks=True),
    Entry("history", "Histor&y Panel", ("F8",), "", "photo", "verbs.toggle_history", checks=True),
    Entry("system", "&System", (), "", "", "verbs.look_system", checks=True, group="look"),
    Entry("light", "&Light", (), "", "", "verbs.look_light", checks=True, group="look"),
    Entry("dark", "&Dark", (), "", "", "verbs.look_dark", checks=True, group="look"),
    Entry("palette", "Co&mmands…", ("Ctrl+K", "Ctrl+Shift+P"), "", "", "verbs.show_palette"),
    Entry("next_area", "&Next Area", ("F6",), "", "", "verbs.next_area"),
    Entry("shortcuts", "&Keyboard Shortcuts", ("F1",), "", "", "verbs.show_shortcuts"),
    Entry("about", "&About Gatebrush", (), "info", "", "verbs.show_about"),
)

MENUS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    ("&File", ("open", "@recent", SEPARATOR, "save", "save_as", "export", SEPARATOR, "quit")),
    ("&Edit", ("undo", "redo", SEPARATOR, "copy", "paste", SEPARATOR, "toggle_layer", "remove_layer")),
    (
        "&Mask",
        ("clear", "invert", "reselect", SEPARATOR, "import_mask", "export_mask", SEPARATOR, "trace", "clear_sketch"),
    ),
    ("F&ill", ("fill", "cancel")),
    ("&Tools", ("brush", "eraser", "pen", "hand", SEPARATOR, "smaller", "larger")),
    (
        "&View",
        (
            "zoom_in",
            "zoom_out",
            "fit",
            "actual",
            "fit_mask",
            SEPARATOR,
            "compare",
            "split",
            "grid",
            SEPARATOR,
            "panel",
            "@appearance",
            "next_area",
        ),
    ),
    ("&Help", ("palette", "shortcuts", "about")),
)
APPEARANCES = ("system", "light", "dark")


class Actions:
    """The table's actions, made and connected."""

    def __init__(
        self, parent: QObject, owners: Mapping[str, object], conditions: Mapping[str, Callable[[], bool]]
    ) -> None:
        self._conditions = conditions
        self._all = {entry.id: _made(entry, parent, owners) for entry in TABLE}

    def __getitem__(self, action_id: str) -> QAction:
        return self._all[action_id]

    def named(self) -> list[tuple[str, QAction]]:
        """All actions with their menus in front of their names, in the order of the menus."""
        return [(name, self._all[action_id]) for action_id, name in listed_names().items()]

    def set_keys(self, keys_of: Callable[[Entry], list[QKeySequence]]) -> None:
        """Other keys, as a person chose them."""
        for entry in TABLE:
            action = self._all[entry.id]
            keys = keys_of(entry)
            if action.shortcuts() != keys:
                action.setShortcuts(keys)
                action.setToolTip(tip_of(action))

    def refresh(self) -> None:
        """Enable what can be done now."""
        states = {name: holds() for name, holds in self._conditions.items()}
        for entry in TABLE:
            self._all[entry.id].setEnabled(states[entry.when] if entry.when else True)

    def fill_menus(self, bar: QMenuBar, recent: QMenu) -> None:
        """Build the menu bar. recent: the menu of recent files, which its owner fills."""
        for title, ids in MENUS:
            menu = bar.addMenu(title)
            for action_id in ids:
                if action_id is SEPARATOR:
                    menu.addSeparator()
                elif action_id == "@recent":
                    menu.addMenu(recent)
                elif action_id == "@appearance":
                    looks = menu.addMenu("&Appearance")
                    looks.addActions([self._all[look] for look in APPEARANCES])
                else:
                    menu.addAction(self._all[action_id])

    def check_only(self, group: str, action_id: str) -> None:
        """Mark one of a group."""
        for entry in TABLE:
            if entry.group == group:
                self._all[entry.id].setChecked(entry.id == action_id)


def listed_names() -> dict[str, str]:
    """{action id: «Mask: Invert Mask»}, in the order of the menus."""
    by_id = {entry.id: entry for entry in TABLE}
    names: dict[str, str] = {}
    for title, ids in MENUS:
        for action_id in ids:
            inner = APPEARANCES if action_id == "@appearance" else (action_id,)
            menu = "Appearance" if action_id == "@appearance" else plain(title)
            names |= {one: f"{menu}: {plain(by_id[one].text)}" for one in inner if one in by_id}
    return names


def plain(text: str) -> str:
    """A name without the marks of a menu."""
    return text.replace("&", "").rstrip("…")


def tip_of(action: QAction) -> str:
    """The action's name with its first key, for tool tips."""
    name = plain(action.text())
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{name}  ({keys})" if keys else name


def _made(entry: Entry, parent: QObject, owners: Mapping[str, object]) -> QAction:
    action = QAction(entry.text, parent)
    action.setObjectName(entry.id)
    action.setShortcuts([QKeySequence(key) for key in entry.keys])
    action.setAutoRepeat(entry.repeats)
    action.setCheckable(entry.checks)
    if entry.icon:
        action.setIcon(icon(entry.icon))
    action.setToolTip(tip_of(action))
    owner, verb = entry.handler.split(".")
    handler: Callable[[], object] = getattr(owners[owner], verb)
    # Without the «checked» that Qt would hand over: verbs take no arguments.
    action.triggered.connect(lambda _checked=False: handler())
    return action
