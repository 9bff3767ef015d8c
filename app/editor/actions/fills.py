"""Actions of fills."""

from app.editor.actions.entry import Entry, Menu

ENTRIES = (
    Entry("fill", "&Fill", ("Return", "Enter"), "fill", "fill", "filling.start"),
    Entry("cancel", "&Cancel", ("Esc",), "cancel", "", "verbs.cancel"),
)
MENU: Menu = ("F&ill", ("fill", "cancel"))
