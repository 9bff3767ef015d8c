"""Actions of files."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu
from app.language import mark

ENTRIES = (
    Entry("new_window", mark("&New Window"), ("Ctrl+N",), "", "", "neighbours.new_window"),
    Entry("open", mark("&Open…"), ("Ctrl+O",), "open", "", "files.open"),
    Entry("save", mark("&Save"), ("Ctrl+S",), "save", "photo", "saving.save"),
    Entry("save_as", mark("Save &As…"), ("Ctrl+Shift+S",), "", "photo", "saving.save_as"),
    Entry("save_project", mark("Save &Project As…"), (), "", "photo", "saving.save_project"),
    Entry("export", mark("&Export a Copy…"), ("Ctrl+Shift+E",), "", "photo", "files.export"),
    Entry("close_window", mark("&Close Window"), ("Ctrl+W",), "", "", "neighbours.close_window"),
    Entry("quit", mark("&Quit"), ("Ctrl+Q",), "", "", "neighbours.quit"),
)
MENU: Menu = (
    mark("&File"),
    (
        "new_window",
        "open",
        "@recent",
        SEPARATOR,
        "save",
        "save_as",
        "save_project",
        "export",
        SEPARATOR,
        "close_window",
        "quit",
    ),
)
