"""Actions of fills."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu
from app.language import mark

ENTRIES = (
    Entry("fill", mark("&Fill"), ("Enter", "Return"), "fill", "fill", "filling.start", offered="fillable"),
    Entry("more", mark("&More Candidates"), ("Shift+Enter", "Shift+Return"), "", "more", "fills.more"),
    Entry("strip", mark("Candidates &Strip"), ("F9",), "", "photo", "fills.toggle_strip", checked="strip"),
    Entry("edit_fill", mark("&Edit Fill"), ("Ctrl+E",), "", "edit_fill", "fills.toggle_edit", checked="editing"),
    Entry("next_candidate", mark("&Next Candidate"), (".",), "", "candidates", "fills.next_candidate", repeats=True),
    Entry(
        "previous_candidate",
        mark("&Previous Candidate"),
        (",",),
        "",
        "candidates",
        "fills.previous_candidate",
        repeats=True,
    ),
    Entry("keep_candidate", mark("&Keep Only This Candidate"), (), "", "candidates", "fills.keep_chosen"),
    Entry("live_preview", mark("&Live Preview"), ("Ctrl+L",), "preview", "photo", "preview.toggle", checked="previews"),
    Entry(
        "auto_fill",
        mark("Fill &After Each Stroke"),
        ("Ctrl+Shift+F",),
        "auto-fill",
        "photo",
        "masking.toggle_auto_fill",
        checked="auto_fill",
    ),
    Entry("cancel", mark("&Cancel"), ("Esc",), "cancel", "", "verbs.cancel", offered="cancellable"),
)
MENU: Menu = (
    mark("F&ill"),
    (
        "fill",
        "more",
        "cancel",
        SEPARATOR,
        "next_candidate",
        "previous_candidate",
        "keep_candidate",
        "strip",
        SEPARATOR,
        "edit_fill",
        SEPARATOR,
        "live_preview",
        "auto_fill",
    ),
)
