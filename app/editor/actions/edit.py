"""Actions of the history, the clipboard and the layers."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu

ENTRIES = (
    Entry("undo", "&Undo", ("Ctrl+Z",), "undo", "undo", "verbs.undo", repeats=True),
    Entry("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo", "verbs.redo", repeats=True),
    Entry("copy", "&Copy Picture", ("Ctrl+C",), "", "photo", "pasting.copy"),
    Entry("paste", "&Paste as Layer", ("Ctrl+V",), "", "photo", "pasting.paste"),
    Entry("remove_layer", "&Delete Layer", ("Shift+Del",), "trash", "layer", "layers.remove_current"),
    Entry("toggle_layer", "&Show or Hide Layer", ("Ctrl+H",), "eye", "layer", "layers.toggle_current"),
)
MENU: Menu = ("&Edit", ("undo", "redo", SEPARATOR, "copy", "paste", SEPARATOR, "toggle_layer", "remove_layer"))
