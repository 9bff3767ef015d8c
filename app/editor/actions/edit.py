"""Actions of the history and the clipboard."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu
from app.language import mark

ENTRIES = (
    Entry("undo", mark("&Undo"), ("Ctrl+Z",), "undo", "undo", "verbs.undo", repeats=True),
    Entry("redo", mark("&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo", "verbs.redo", repeats=True),
    Entry("copy", mark("&Copy Picture"), ("Ctrl+C",), "", "photo", "pasting.copy"),
    Entry("paste", mark("&Paste as Layer"), ("Ctrl+V",), "", "photo", "pasting.paste"),
    Entry("preferences", mark("Pre&ferences…"), ("Ctrl+,",), "", "", "verbs.show_preferences"),
)
MENU: Menu = (mark("&Edit"), ("undo", "redo", SEPARATOR, "copy", "paste", SEPARATOR, "preferences"))
