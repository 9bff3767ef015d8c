"""The table's actions, made and connected."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.editor.actions.entry import SEPARATOR, Entry, Item, Submenu, plain, tip_of
from app.editor.actions.table import MENUS, TABLE, listed_names, searched_names
from app.editor.look.icons import icon
from app.language import said

Lister = Callable[[QMenu], None]
"""Keeps a list of its own at the end of a menu that it is given."""

Others = Mapping[str, QMenu | Lister]
NO_MENUS: Others = MappingProxyType({})


class Actions:
    """owners: whose verbs the handlers name.  conditions: by the names that entries use."""

    def __init__(
        self, parent: QObject, owners: Mapping[str, object], conditions: Mapping[str, Callable[[], bool]]
    ) -> None:
        self._conditions = conditions
        self._states: dict[str, bool] = {}
        self._open = 0  # menus that show entries which they offer less often than their keys answer
        self._all = {entry.id: _made(entry, parent, owners) for entry in TABLE}
        self._enabled, self._checked, self._groups = (self._sorted_by(what) for what in ("when", "checked", "group"))

    def __getitem__(self, action_id: str) -> QAction:
        return self._all[action_id]

    def named(self) -> list[tuple[str, str, QAction]]:
        """All actions with their menus in front of their names, and what a search finds them by, as the menus have
        them."""
        searched = searched_names()
        return [(name, searched[action_id], self._all[action_id]) for action_id, name in listed_names().items()]

    def set_keys(self, keys_of: Callable[[Entry], list[QKeySequence]]) -> None:
        """Other keys, as a person chose them."""
        for entry in TABLE:
            action = self._all[entry.id]
            keys = keys_of(entry)
            if action.shortcuts() != keys:
                action.setShortcuts(keys)
                action.setToolTip(tip_of(action))

    def refresh(self) -> None:
        """Enable what can be done now, and set the check marks."""
        states = {name: holds() for name, holds in self._conditions.items()}
        before, self._states = self._states, states
        for name, actions in self._enabled.items():
            if states[name] != before.get(name):
                for action in actions:
                    action.setEnabled(states[name])
        for name, actions in self._checked.items():
            for action in actions:  # Qt itself may have turned it
                action.setChecked(states[name])
        self._offer()

    def fill_menus(self, bar: QMenuBar, others: Others) -> None:
        """Build the menu bar. others: the menus and lists that their owners fill, by the names that the table gives
        them."""
        for title, items in MENUS:
            self.fill_menu(bar.addMenu(said(title)), items, others)

    def fill_menu(self, menu: QMenu, items: Sequence[Item], others: Others = NO_MENUS) -> None:
        """The items of one menu."""
        if any(entry.offered for entry in TABLE if entry.id in items):
            menu.aboutToShow.connect(functools.partial(self._on_menu, 1))
            menu.aboutToHide.connect(functools.partial(self._on_menu, -1))
        for item in items:
            if item is SEPARATOR:
                menu.addSeparator()
            elif isinstance(item, Submenu):
                menu.addMenu(said(item.title)).addActions([self._all[action_id] for action_id in item.items])
            elif item in others:
                _add_other(menu, others[item])
            else:
                menu.addAction(self._all[item])

    def _on_menu(self, change: int) -> None:
        self._open += change
        self.refresh()

    def _offer(self) -> None:
        """In a menu that is open only what would do something is enabled; else whatever answers to its keys."""
        for entry in TABLE:
            if entry.offered:
                condition = entry.offered if self._open else entry.when
                self._all[entry.id].setEnabled(not condition or self._states[condition])

    def check_only(self, group: str, action_id: str) -> None:
        """Mark one of a group, by its id with or without the group before it."""
        for action in self._groups[group]:
            action.setChecked(action.objectName() in (action_id, f"{group}_{action_id}"))

    def _sorted_by(self, what: str) -> dict[str, list[QAction]]:
        """Actions by what their entries say of this, but for those that say nothing."""
        found: dict[str, list[QAction]] = {}
        for entry in TABLE:
            if name := getattr(entry, what):
                found.setdefault(name, []).append(self._all[entry.id])
        return found


def _made(entry: Entry, parent: QObject, owners: Mapping[str, object]) -> QAction:
    action = QAction(said(entry.text), parent)
    action.setIconText(plain(action.text()))  # on buttons: without the letter in brackets that other scripts have
    action.setObjectName(entry.id)
    action.setShortcuts([QKeySequence(key) for key in entry.keys])
    action.setAutoRepeat(entry.repeats)
    action.setCheckable(bool(entry.checked or entry.group))
    if entry.icon:
        action.setIcon(icon(entry.icon))
    if entry.checked:
        action.setIconVisibleInMenu(False)  # it would take the place of the tick
    action.setToolTip(tip_of(action))
    owner, verb = entry.handler.split(".")
    verb, _, word = verb.rstrip(")").partition("(")
    handler: Callable[..., object] = getattr(owners[owner], verb)
    handler = functools.partial(handler, word) if word else handler
    # Without the «checked» that Qt would hand over: verbs take no arguments.
    action.triggered.connect(lambda _checked=False: handler())
    return action


def _add_other(menu: QMenu, other: QMenu | Lister) -> None:
    if isinstance(other, QMenu):
        menu.addMenu(other)
    else:
        other(menu)
