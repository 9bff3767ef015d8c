"""Actions that choose a tool or its size."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu, Submenu
from app.language import mark

ENTRIES = (
    Entry("brush", mark("&Brush"), ("B",), "brush", "photo", "tools.choose(brush)", group="tool"),
    Entry("eraser", mark("&Eraser"), ("E",), "eraser", "photo", "tools.choose(eraser)", group="tool"),
    Entry("exclude", mark("E&xclude Brush"), ("X",), "exclude", "photo", "tools.choose(exclude)", group="tool"),
    Entry("rectangle", mark("&Rectangle"), ("R",), "rectangle", "photo", "tools.choose(rectangle)", group="tool"),
    Entry("ellipse", mark("Ell&ipse"), ("O",), "ellipse", "photo", "tools.choose(ellipse)", group="tool"),
    Entry("lasso", mark("L&asso"), ("L",), "lasso", "photo", "tools.choose(lasso)", group="tool"),
    Entry("polygon", mark("Poly&gon"), ("Shift+L",), "polygon", "photo", "tools.choose(polygon)", group="tool"),
    Entry("smart", mark("&Smart Select"), ("S",), "smart", "photo", "tools.choose(smart)", group="tool"),
    Entry("wand", mark("&Magic Wand"), ("W",), "wand", "photo", "tools.choose(wand)", group="tool"),
    Entry("restore", mark("Res&tore Brush"), ("Y",), "restore", "photo", "tools.choose(restore)", group="tool"),
    Entry("move", mark("Mo&ve"), ("V",), "move", "photo", "tools.choose(move)", group="tool"),
    Entry("context", mark("&Context"), ("Shift+X",), "context", "photo", "tools.choose(context)", group="tool"),
    Entry("hand", mark("&Hand"), ("H",), "hand", "photo", "tools.choose(hand)", group="tool"),
    Entry("mode_add", mark("&Add to Mask"), (), "mode-add", "photo", "selecting.add", group="mode"),
    Entry(
        "mode_subtract", mark("&Take Away from Mask"), (), "mode-subtract", "photo", "selecting.subtract", group="mode"
    ),
    Entry(
        "mode_intersect", mark("&Keep Only Inside"), (), "mode-intersect", "photo", "selecting.intersect", group="mode"
    ),
    Entry("smaller", mark("Smaller Br&ush"), ("[",), "", "photo", "tools.smaller", repeats=True),
    Entry("larger", mark("&Larger Brush"), ("]",), "", "photo", "tools.larger", repeats=True),
)
MENU: Menu = (
    mark("&Tools"),
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
        Submenu(mark("Selectio&ns"), ("mode_add", "mode_subtract", "mode_intersect")),
        SEPARATOR,
        "restore",
        "move",
        "hand",
        SEPARATOR,
        "smaller",
        "larger",
    ),
)
