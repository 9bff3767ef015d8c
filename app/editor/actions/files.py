"""Actions of files."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu

ENTRIES = (
    Entry("open", "&Open…", ("Ctrl+O",), "open", "", "files.open"),
    Entry("save", "&Save", ("Ctrl+S",), "save", "photo", "files.save"),
    Entry("save_as", "Save &As…", ("Ctrl+Shift+S",), "", "photo", "files.save_as"),
    Entry("export", "&Export a Copy…", ("Ctrl+Shift+E",), "", "photo", "files.export"),
    Entry("quit", "&Quit", ("Ctrl+Q",), "", "", "verbs.quit"),
)
MENU: Menu = ("&File", ("open", "@recent", SEPARATOR, "save", "save_as", "export", SEPARATOR, "quit"))
