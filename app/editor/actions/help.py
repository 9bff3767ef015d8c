"""Actions that find other actions, and tell about the program."""

from app.editor.actions.entry import Entry, Menu
from app.language import mark

ENTRIES = (
    Entry("palette", mark("Co&mmands…"), ("Ctrl+K", "Ctrl+Shift+P"), "", "", "verbs.show_palette"),
    Entry("shortcuts", mark("&Keyboard Shortcuts"), ("F1",), "", "", "verbs.show_shortcuts"),
    Entry("first_steps", mark("&First Steps"), (), "", "", "steps.toggle", checked="first_steps"),
    Entry("about", mark("&About Gatebrush"), (), "info", "", "verbs.show_about"),
)
MENU: Menu = (mark("&Help"), ("palette", "shortcuts", "first_steps", "about"))
