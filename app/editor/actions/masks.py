"""Actions of the hole."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu
from app.language import mark

ENTRIES = (
    Entry("clear", mark("&Clear Mask"), ("Ctrl+D", "Del"), "clear", "hole", "session.clear_mask"),
    Entry("invert", mark("&Invert Mask"), ("Ctrl+I",), "invert", "photo", "session.invert_mask"),
    Entry("reselect", mark("&Reselect Last Mask"), ("Shift+R",), "reselect", "reselect", "session.reselect"),
    Entry("grow_mask", mark("&Grow…"), ("Ctrl+Alt+]",), "", "reshape", "reshaping.grow"),
    Entry("quick_grow", mark("&Quick Grow"), ("G",), "grow", "reshape", "reshaping.quick_grow"),
    Entry("shrink_mask", mark("&Shrink…"), ("Ctrl+Alt+[",), "", "reshape", "reshaping.shrink"),
    Entry("smooth_mask", mark("S&mooth…"), ("Ctrl+Alt+S",), "", "reshape", "reshaping.smooth"),
    Entry("feather_mask", mark("&Feather of Fills…"), ("Shift+F6",), "", "photo", "reshaping.feather"),
    Entry("clear_exclude", mark("Clear Exclusi&on"), ("Ctrl+Shift+X",), "", "exclude", "masking.clear_exclusion"),
    Entry("import_mask", mark("Im&port Mask…"), ("Ctrl+Shift+I",), "", "photo", "files.import_mask"),
    Entry("export_mask", mark("E&xport Mask…"), ("Ctrl+Shift+M",), "", "hole", "files.export_mask"),
)
MENU: Menu = (
    mark("&Mask"),
    (
        "clear",
        "invert",
        "reselect",
        "@holes",
        SEPARATOR,
        "grow_mask",
        "quick_grow",
        "shrink_mask",
        "smooth_mask",
        "feather_mask",
        SEPARATOR,
        "import_mask",
        "export_mask",
        SEPARATOR,
        "clear_exclude",
    ),
)
