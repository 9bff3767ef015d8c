"""Actions that choose a tool or its size."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu

ENTRIES = (
    Entry("brush", "&Brush", ("B",), "brush", "photo", "tools.brush", group="tool"),
    Entry("eraser", "&Eraser", ("E",), "eraser", "photo", "tools.eraser", group="tool"),
    Entry("pen", "Sketch &Pen", ("P",), "pen", "photo", "tools.pen", group="tool"),
    Entry("hand", "&Hand", ("H",), "hand", "photo", "tools.hand", group="tool"),
    Entry("smaller", "S&maller Brush", ("[",), "", "photo", "tools.smaller", repeats=True),
    Entry("larger", "&Larger Brush", ("]",), "", "photo", "tools.larger", repeats=True),
)
MENU: Menu = ("&Tools", ("brush", "eraser", "pen", "hand", SEPARATOR, "smaller", "larger"))
