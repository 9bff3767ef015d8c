"""Actions of layers and their masks."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu, Submenu
from app.language import mark

ENTRIES = (
    Entry("add_layer", mark("&New Layer"), ("Ctrl+Shift+N",), "layer-add", "photo", "layering.add"),
    Entry("duplicate_layer", mark("D&uplicate Layer"), ("Ctrl+J",), "duplicate", "layer", "layering.duplicate"),
    Entry("rename_layer", mark("&Rename Layer"), ("F2",), "", "layer", "layers.rename_current"),
    Entry("remove_layer", mark("&Delete Layer"), ("Shift+Del",), "trash", "layer", "layering.remove"),
    Entry("toggle_layer", mark("&Show or Hide Layer"), ("Ctrl+H",), "eye", "layer", "layering.toggle"),
    Entry("lock_layer", mark("&Lock Layer"), ("Ctrl+/",), "lock", "layer", "layering.toggle_lock", checked="locked"),
    Entry("raise_layer", mark("Move U&p"), ("Ctrl+]",), "up", "raise_layer", "layering.raise_layer", repeats=True),
    Entry("lower_layer", mark("Move Do&wn"), ("Ctrl+[",), "down", "lower_layer", "layering.lower_layer", repeats=True),
    Entry("fit_layer", mark("Fit to Ph&oto"), (), "", "layer", "fitting.fit"),
    Entry("flip_layer_across", mark("Flip &Horizontally"), (), "", "layer", "fitting.flip_across"),
    Entry("flip_layer_down", mark("Flip &Vertically"), (), "", "layer", "fitting.flip_down"),
    Entry("merge_down", mark("&Merge Down"), ("Ctrl+Alt+E",), "merge", "merge_down", "merging.merge_down"),
    Entry("flatten", mark("&Flatten Visible Layers"), ("Ctrl+Alt+Shift+E",), "", "flatten", "merging.flatten"),
    Entry("add_layer_mask", mark("&Add Layer Mask"), ("Ctrl+M",), "mask", "no_layer_mask", "layer_masks.add"),
    Entry(
        "show_layer_mask",
        mark("&Show Layer Mask"),
        ("Ctrl+Alt+M",),
        "",
        "layer_mask",
        "layer_masks.toggle_shown",
        "mask_shown",
    ),
    Entry("invert_layer_mask", mark("&Invert Layer Mask"), ("Ctrl+Alt+I",), "", "layer_mask", "layer_masks.invert"),
    Entry("apply_layer_mask", mark("A&pply Layer Mask"), (), "", "layer_mask", "layer_masks.apply"),
    Entry("remove_layer_mask", mark("&Delete Layer Mask"), (), "", "layer_mask", "layer_masks.remove"),
)
MASK = Submenu(
    mark("Layer Mas&k"),
    ("add_layer_mask", "show_layer_mask", "invert_layer_mask", "apply_layer_mask", "remove_layer_mask"),
)
MENU: Menu = (
    mark("&Layer"),
    (
        "add_layer",
        "duplicate_layer",
        "rename_layer",
        "remove_layer",
        SEPARATOR,
        "toggle_layer",
        "lock_layer",
        "raise_layer",
        "lower_layer",
        SEPARATOR,
        "fit_layer",
        "flip_layer_across",
        "flip_layer_down",
        SEPARATOR,
        "merge_down",
        "flatten",
        SEPARATOR,
        MASK,
    ),
)
