"""One action of the table, and how its name is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtGui import QAction, QKeySequence

SEPARATOR = None
_KEY = re.compile(r"\s*\(&.\)")  # of a name that does not hold the letter itself: «파일(&F)»


@dataclass(frozen=True, slots=True)
class Entry:
    """One action.

    keys: the first is shown in the menu.  when: the condition that enables it, by name; empty = always.
    offered: the condition that enables it in a menu that is open, by name, where its keys answer at other times, too,
    be it with a word; empty = `when`.
    handler: owner.verb, or owner.verb(word) for a verb that is told a word.
    checked: the condition, by name, that its check mark follows; empty = no mark.
    group: only one of a group is checked, see `Actions.check_only`.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    icon: str
    when: str
    handler: str
    checked: str = ""
    group: str = ""
    repeats: bool = False
    offered: str = ""


@dataclass(frozen=True, slots=True)
class Submenu:
    """A menu within a menu."""

    title: str
    items: tuple[str, ...]


Item: TypeAlias = str | Submenu | None
"""Of a menu: an action's id, «@name» of a menu that its owner fills, a menu within it, or SEPARATOR."""

Menu: TypeAlias = tuple[str, tuple[Item, ...]]
"""Title and items."""


def plain(text: str) -> str:
    """A name without the marks of a menu."""
    return _KEY.sub("", text).replace("&", "").rstrip("…")


def tip_of(action: QAction) -> str:
    """The action's name with its first key, for tool tips."""
    name = plain(action.text())
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{name}  ({keys})" if keys else name
