"""Actions that choose a tool or its size."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu, Submenu

ENTRIES = (
    Entry("brush", "&Brush", ("B",), "brush", "photo", "tools.choose(brush)", group="tool"),
    Entry("eraser", "&Eraser", ("E",), "eraser", "photo", "tools.choose(eraser)", group="tool"),
    Entry("exclude", "E&xclude Brush", ("X",), "exclude", "photo", "tools.choose(exclude)", group="tool"),
    Entry("rectangle", "&Rectangle", ("R",), "rectangle", "photo", "tools.choose(rectangle)", group="tool"),
    Entry("ellipse", "E&llipse", ("O",), "ellipse", "photo", "tools.choose(ellipse)", group="tool"),
    Entry("lasso", "L&asso", ("L",), "lasso", "photo", "tools.choose(lasso)", group="tool"),
    Entry("polygon", "Poly&gon", ("Shift+L",), "polygon", "photo", "tools.choose(polygon)", group="tool"),
    Entry("smart", "&Smart Select", ("S",), "smart", "photo", "tools.choose(smart)", group="tool"),
    Entry("wand", "&Magic Wand", ("W",), "wand", "photo", "tools.choose(wand)", group="tool"),
    Entry("restore", "Res&tore Brush", ("Y",), "restore", "photo", "tools.choose(restore)", group="tool"),
    Entry("context", "&Context", ("Shift+X",), "context", "photo", "tools.choose(context)", group="tool"),
    Entry("hand", "&Hand", ("H",), "hand", "photo", "tools.choose(hand)", group="tool"),
    Entry("mode_add", "&Add to Mask", (), "mode-add", "photo", "selecting.add", group="mode"),
    Entry("mode_subtract", "&Take Away from Mask", (), "mode-subtract", "photo", "selecting.subtract", group="mode"),
    Entry("mode_intersect", "&Keep Only Inside", (), "mode-intersect", "photo", "selecting.intersect", group="mode"),
    Entry("smaller", "Smalle&r Brush", ("[",), "", "photo", "tools.smaller", repeats=True),
    Entry("larger", "&Larger Brush", ("]",), "", "photo", "tools.larger", repeats=True),
)
MENU: Menu = (
    "&Tools",
    (
        "brush",
        "eraser",
        "exclude",
        "context",
        SEPARATOR,
        "rectangle",
        "ellipse",
        "lasso",
        "polygon",
        "smart",
        "wand",
        Submenu("Selec&tions", ("mode_add", "mode_subtract", "mode_intersect")),
        SEPARATOR,
        "restore",
        "hand",
        SEPARATOR,
        "smaller",
        "larger",
    ),
)
