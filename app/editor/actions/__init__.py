"""All actions in one table, by subject: what they are called, their keys, and which verb they call."""

from app.editor.actions.entry import Entry, plain, tip_of
from app.editor.actions.made import Actions
from app.editor.actions.table import MENUS, TABLE, listed_names, searched_names

__all__ = ["MENUS", "TABLE", "Actions", "Entry", "listed_names", "plain", "searched_names", "tip_of"]
