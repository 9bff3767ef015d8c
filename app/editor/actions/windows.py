"""Actions of several windows."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu
from app.language import mark

ENTRIES = (Entry("next_window", mark("&Next Window"), ("Ctrl+Tab", "Ctrl+F6"), "", "others", "neighbours.next_window"),)
MENU: Menu = (mark("&Window"), ("next_window", SEPARATOR, "@windows"))
