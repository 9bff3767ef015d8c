"""Actions of what is shown and how."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu, Submenu

ENTRIES = (
    Entry("zoom_in", "Zoom &In", ("Ctrl++", "+", "=", "Ctrl+="), "zoom-in", "photo", "view.zoom_in", repeats=True),
    Entry("zoom_out", "Zoom &Out", ("Ctrl+-", "-"), "zoom-out", "photo", "view.zoom_out", repeats=True),
    Entry("fit", "&Fit in Window", ("Ctrl+0",), "fit", "photo", "view.fit"),
    Entry("actual", "&100 %", ("Ctrl+1",), "", "photo", "view.actual_size"),
    Entry("fit_mask", "Fit &Mask", ("Ctrl+2",), "", "hole", "view.fit_mask"),
    Entry("turn_left", "Turn &Left", ("Alt+Left",), "turn-left", "photo", "view.turn_left", repeats=True),
    Entry("turn_right", "Turn &Right", ("Alt+Right",), "turn-right", "photo", "view.turn_right", repeats=True),
    Entry("mirror", "M&irror", ("M",), "mirror", "photo", "view.mirror", checked="mirrored"),
    Entry("upright", "&Upright", ("Alt+Up",), "", "turned", "view.upright"),
    Entry("compare", "Show &Before", ("\\",), "compare", "photo", "view.compare", checked="compares"),
    Entry("split", "S&plit Before and After", ("Ctrl+\\",), "", "photo", "view.split", checked="splits"),
    Entry("grid", "Pixel &Grid", ("Ctrl+'",), "", "photo", "view.grid", checked="grid"),
    Entry("contexts", "What a &Fill Looks At", ("Ctrl+Shift+2",), "", "photo", "boxes.toggle", checked="contexts"),
    Entry("overlay", "Mask &Overlay…", (), "", "photo", "masking.show_overlay"),
    Entry("panel", "&Layers Panel", ("F7",), "panel", "photo", "verbs.toggle_panel", checked="panel"),
    Entry("history", "Histor&y Panel", ("F8",), "", "photo", "verbs.toggle_history", checked="history"),
    Entry("system", "&System", (), "", "", "verbs.look_system", group="look"),
    Entry("light", "&Light", (), "", "", "verbs.look_light", group="look"),
    Entry("dark", "&Dark", (), "", "", "verbs.look_dark", group="look"),
    Entry("next_area", "&Next Area", ("F6",), "", "", "verbs.next_area"),
)
APPEARANCE = Submenu("&Appearance", ("system", "light", "dark"))
TURNING = Submenu("&Turn", ("turn_left", "turn_right", "mirror", "upright"))
MENU: Menu = (
    "&View",
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
        APPEARANCE,
        "next_area",
    ),
)
