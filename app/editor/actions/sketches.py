"""Actions of the guide strokes."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu

ENTRIES = (
    Entry("pen", "Sketch &Pen", ("P",), "pen", "photo", "tools.choose(pen)", group="tool"),
    Entry("pen_line", "Sketch &Line", ("U",), "pen-line", "photo", "tools.choose(pen_line)", group="tool"),
    Entry("pen_curve", "Sketch &Curve", ("C",), "pen-curve", "photo", "tools.choose(pen_curve)", group="tool"),
    Entry(
        "pen_eraser", "Sketch &Eraser", ("Shift+P",), "pen-eraser", "photo", "tools.choose(pen_eraser)", group="tool"
    ),
    Entry("trace", "&Trace Contours", ("Ctrl+T",), "trace", "trace", "tracing.start"),
    Entry("clear_sketch", "Clear S&ketch", ("Ctrl+Shift+D",), "clear", "sketch", "session.clear_sketch"),
    Entry("strokes", "&Show Strokes", ("Ctrl+Shift+H",), "eye", "photo", "tinting.toggle_strokes", checked="strokes"),
)
MENU: Menu = (
    "&Sketch",
    ("pen", "pen_line", "pen_curve", "pen_eraser", SEPARATOR, "trace", "clear_sketch", SEPARATOR, "strokes"),
)
