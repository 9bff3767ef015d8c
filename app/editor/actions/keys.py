"""Which keys call which action: the table's own, unless a person chose others.

A key that a person gave to one action is no other's, whatever the table says: a later version may have given it to a
new action, and a key of two actions calls neither. Once it is let go, it is the table's again.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from PySide6.QtGui import QKeySequence

from app.editor.actions import TABLE, Entry

Chosen = Mapping[str, str]
"""{action id: keys as «Ctrl+Z; Alt+Backspace», or nothing for none}; what is not in it has the table's keys."""

HELD = ("Space", "Tab", "Shift+Tab")
"""Keys that the canvas waits for while they are held, or that walk through fields: no action may take them."""


def keys_of(entry: Entry, chosen: Chosen) -> list[QKeySequence]:
    """The first is the one that menus show."""
    own = table_keys(entry) if entry.id not in chosen else _read(chosen[entry.id])
    taken = _taken(tuple(chosen.items()))
    return [keys for keys in own if taken.get(keys.toString(_PORTABLE), entry.id) == entry.id]


def table_keys(entry: Entry) -> list[QKeySequence]:
    """Those that it has unless a person says otherwise."""
    return [QKeySequence(key) for key in entry.keys]


def owners_of(keys: QKeySequence, chosen: Chosen) -> list[Entry]:
    """The actions on these keys."""
    return [entry for entry in TABLE if keys in keys_of(entry, chosen)]


def with_keys(chosen: Chosen, action_id: str, keys: list[QKeySequence]) -> dict[str, str]:
    """The choice after an action was given these keys; whoever had one of them loses it.

    Actions that are back at the table's keys are left out, so that a better table in a later version reaches them.
    """
    by_id = {entry.id: entry for entry in TABLE}
    changed = dict(chosen)
    for other in TABLE:
        rest = [own for own in keys_of(other, chosen) if own not in keys]
        if other.id != action_id and len(rest) < len(keys_of(other, chosen)):
            changed[other.id] = _text(rest)
    changed[action_id] = _text(keys)
    return {name: text for name, text in changed.items() if name in by_id and text != _own_text(by_id[name])}


def is_free_for_actions(keys: QKeySequence) -> bool:
    """Whether an action may have these keys at all."""
    return not keys.isEmpty() and keys.toString(_PORTABLE) not in HELD


@functools.lru_cache(maxsize=2)
def _taken(chosen: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """{a key that a person chose: the id of its action}. A file may have been changed by hand: the first action of
    the table that has a key there has it alone."""
    by_id = dict(chosen)
    taken: dict[str, str] = {}
    for entry in TABLE:
        for keys in _read(by_id.get(entry.id, "")):
            taken.setdefault(keys.toString(_PORTABLE), entry.id)
    return taken


def _read(text: str) -> list[QKeySequence]:
    return [keys for keys in QKeySequence.listFromString(text, _PORTABLE) if not keys.isEmpty()]


def _own_text(entry: Entry) -> str:
    return _text(table_keys(entry))


def _text(keys: list[QKeySequence]) -> str:
    return QKeySequence.listToString(keys, _PORTABLE)


_PORTABLE = QKeySequence.SequenceFormat.PortableText
