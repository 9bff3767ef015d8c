"""Actions of what is shown and how."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu, Submenu
from app.language import mark

ENTRIES = (
    Entry(
        "zoom_in", mark("Zoom &In"), ("Ctrl++", "+", "=", "Ctrl+="), "zoom-in", "photo", "view.zoom_in", repeats=True
    ),
    Entry("zoom_out", mark("Zoom &Out"), ("Ctrl+-", "-"), "zoom-out", "photo", "view.zoom_out", repeats=True),
    Entry("fit", mark("&Fit in Window"), ("Ctrl+0",), "fit", "photo", "view.fit"),
    Entry("actual", mark("&100 %"), ("Ctrl+1",), "", "photo", "view.actual_size"),
    Entry("fit_mask", mark("Fit &Mask"), ("Ctrl+2",), "", "fit_mask", "view.fit_mask"),
    Entry("turn_left", mark("Turn &Left"), ("Alt+Left",), "turn-left", "photo", "view.turn_left", repeats=True),
    Entry("turn_right", mark("Turn &Right"), ("Alt+Right",), "turn-right", "photo", "view.turn_right", repeats=True),
    Entry("mirror", mark("M&irror"), ("M",), "mirror", "photo", "view.mirror", checked="mirrored"),
    Entry("upright", mark("&Upright"), ("Alt+Up",), "", "turned", "view.upright"),
    Entry("compare", mark("Show &Before"), ("\\",), "compare", "photo", "view.compare", checked="compares"),
    Entry("split", mark("S&plit Before and After"), ("Ctrl+\\",), "", "photo", "view.split", checked="splits"),
    Entry("grid", mark("Pixel &Grid"), ("Ctrl+'",), "", "photo", "view.grid", checked="grid"),
    Entry(
        "contexts", mark("&What a Fill Looks At"), ("Ctrl+Shift+2",), "", "photo", "boxes.toggle", checked="contexts"
    ),
    Entry("overlay", mark("Mask O&verlay…"), (), "", "photo", "masking.show_overlay"),
    Entry("panel", mark("&Layers Panel"), ("F7",), "panel", "photo", "verbs.toggle_panel", checked="panel"),
    Entry("history", mark("Histor&y Panel"), ("F8",), "", "photo", "verbs.toggle_history", checked="history"),
    Entry("system", mark("As the &System"), (), "", "", "verbs.look_system", group="look"),
    Entry("light", mark("&Light"), (), "", "", "verbs.look_light", group="look"),
    Entry("dark", mark("&Dark"), (), "", "", "verbs.look_dark", group="look"),
    Entry("key_pointer", mark("&Keyboard Pointer"), ("K",), "", "photo", "key_pointer.toggle", checked="key_pointer"),
    Entry("next_area", mark("&Next Area"), ("F6",), "", "", "verbs.next_area"),
)
THEME = Submenu(mark("T&heme"), ("system", "light", "dark"))
TURNING = Submenu(mark("&Turn"), ("turn_left", "turn_right", "mirror", "upright"))
MENU: Menu = (
    mark("&View"),
    (
        "zoom_in",
        "zoom_out",
        "fit",
        "actual",
        "fit_mask",
        TURNING,
        SEPARATOR,
        "compare",
        "split",
        "grid",
        "contexts",
        "overlay",
        SEPARATOR,
        "panel",
        "history",
        THEME,
        SEPARATOR,
        "key_pointer",
        "next_area",
    ),
)
