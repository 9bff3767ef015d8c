"""Actions of fills."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu

ENTRIES = (
    Entry("fill", "&Fill", ("Return", "Enter"), "fill", "fill", "filling.start"),
    Entry("more", "&More Candidates", ("Shift+Return", "Shift+Enter"), "", "more", "fills.more"),
    Entry("strip", "Candidates &Strip", ("F9",), "", "photo", "fills.toggle_strip", checked="strip"),
    Entry("edit_fill", "&Edit Fill", ("Ctrl+E",), "", "edit_fill", "fills.toggle_edit", checked="editing"),
    Entry("next_candidate", "&Next Candidate", (".",), "", "candidates", "fills.next_candidate", repeats=True),
    Entry(
        "previous_candidate", "&Previous Candidate", (",",), "", "candidates", "fills.previous_candidate", repeats=True
    ),
    Entry("keep_candidate", "&Keep Only This Candidate", (), "", "candidates", "fills.keep_chosen"),
    Entry("live_preview", "&Live Preview", ("Ctrl+L",), "preview", "photo", "preview.toggle", checked="previews"),
    Entry(
        "auto_fill",
        "Fill &After Each Stroke",
        ("Ctrl+Shift+F",),
        "auto-fill",
        "photo",
        "masking.toggle_auto_fill",
        checked="auto_fill",
    ),
    Entry("cancel", "&Cancel", ("Esc",), "cancel", "", "verbs.cancel"),
)
MENU: Menu = (
    "F&ill",
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
