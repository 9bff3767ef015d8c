"""Actions that find other actions, and tell about the program."""

from app.editor.actions.entry import Entry, Menu

ENTRIES = (
    Entry("palette", "Co&mmands…", ("Ctrl+K", "Ctrl+Shift+P"), "", "", "verbs.show_palette"),
    Entry("shortcuts", "&Keyboard Shortcuts", ("F1",), "", "", "verbs.show_shortcuts"),
    Entry("first_steps", "&First Steps", (), "", "", "steps.toggle", checked="first_steps"),
    Entry("about", "&About Gatebrush", (), "info", "", "verbs.show_about"),
)
MENU: Menu = ("&Help", ("palette", "shortcuts", "first_steps", "about"))
