"""Actions of the guide strokes."""

from app.editor.actions.entry import Entry

ENTRIES = (
    Entry("trace", "&Trace Contours", ("Ctrl+T",), "pen", "trace", "tracing.start"),
    Entry("clear_sketch", "Clear S&ketch", ("Ctrl+Shift+D",), "", "sketch", "session.clear_sketch"),
)
