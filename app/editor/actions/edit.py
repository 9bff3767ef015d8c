"""Actions of the history and the clipboard."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu

ENTRIES = (
    Entry("undo", "&Undo", ("Ctrl+Z",), "undo", "undo", "verbs.undo", repeats=True),
    Entry("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo", "verbs.redo", repeats=True),
    Entry("copy", "&Copy Picture", ("Ctrl+C",), "", "photo", "pasting.copy"),
    Entry("paste", "&Paste as Layer", ("Ctrl+V",), "", "photo", "pasting.paste"),
    Entry("preferences", "Pre&ferences…", ("Ctrl+,",), "", "", "verbs.show_preferences"),
)
MENU: Menu = ("&Edit", ("undo", "redo", SEPARATOR, "copy", "paste", SEPARATOR, "preferences"))
