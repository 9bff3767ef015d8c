"""Actions of the guide strokes."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu
from app.language import mark

ENTRIES = (
    Entry("pen", mark("Sketch &Pen"), ("P",), "pen", "photo", "tools.choose(pen)", group="tool"),
    Entry("pen_line", mark("Sketch &Line"), ("U",), "pen-line", "photo", "tools.choose(pen_line)", group="tool"),
    Entry("pen_curve", mark("Sketch &Curve"), ("C",), "pen-curve", "photo", "tools.choose(pen_curve)", group="tool"),
    Entry(
        "pen_eraser",
        mark("Sketch &Eraser"),
        ("Shift+P",),
        "pen-eraser",
        "photo",
        "tools.choose(pen_eraser)",
        group="tool",
    ),
    Entry(
        "colour_brush",
        mark("Colour &Brush"),
        ("Shift+B",),
        "colour-brush",
        "photo",
        "tools.choose(colour_brush)",
        group="tool",
    ),
    Entry(
        "pick_colour", mark("Pick from Ph&oto"), ("I",), "pick", "photo", "tools.pick_colour", checked="picks_colour"
    ),
    Entry("trace", mark("&Trace Contours"), ("Ctrl+T",), "trace", "trace", "tracing.start"),
    Entry("clear_sketch", mark("Clear S&ketch"), ("Ctrl+Shift+D",), "clear", "sketch", "session.clear_sketch"),
    Entry("clear_colours", mark("Clear Colo&urs"), ("Ctrl+Shift+B",), "clear", "colours", "masking.clear_colours"),
    Entry(
        "strokes",
        mark("&Show Strokes and Colours"),
        ("Ctrl+Shift+H",),
        "eye",
        "photo",
        "tinting.toggle_strokes",
        checked="strokes",
    ),
)
MENU: Menu = (
    mark("&Sketch"),
    (
        "pen",
        "pen_line",
        "pen_curve",
        "pen_eraser",
        SEPARATOR,
        "colour_brush",
        "pick_colour",
        SEPARATOR,
        "trace",
        "clear_sketch",
        "clear_colours",
        SEPARATOR,
        "strokes",
    ),
)
