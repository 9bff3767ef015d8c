"""Actions of layers and their masks."""

from app.editor.actions.entry import SEPARATOR, Entry, Menu, Submenu

ENTRIES = (
    Entry("add_layer", "&New Layer", ("Ctrl+Shift+N",), "layer-add", "photo", "layering.add"),
    Entry("duplicate_layer", "D&uplicate Layer", ("Ctrl+J",), "duplicate", "layer", "layering.duplicate"),
    Entry("rename_layer", "&Rename Layer", ("F2",), "", "layer", "layers.rename_current"),
    Entry("remove_layer", "&Delete Layer", ("Shift+Del",), "trash", "layer", "layering.remove"),
    Entry("toggle_layer", "&Show or Hide Layer", ("Ctrl+H",), "eye", "layer", "layering.toggle"),
    Entry("lock_layer", "&Lock Layer", ("Ctrl+/",), "lock", "layer", "layering.toggle_lock", checked="locked"),
    Entry("raise_layer", "Move U&p", ("Ctrl+]",), "up", "layer", "layering.raise_layer", repeats=True),
    Entry("lower_layer", "Move Do&wn", ("Ctrl+[",), "down", "layer", "layering.lower_layer", repeats=True),
    Entry("merge_down", "&Merge Down", ("Ctrl+Alt+E",), "merge", "merge_down", "merging.merge_down"),
    Entry("flatten", "&Flatten Visible Layers", ("Ctrl+Alt+Shift+E",), "", "flatten", "merging.flatten"),
    Entry("add_layer_mask", "&Add Layer Mask", ("Ctrl+M",), "mask", "no_layer_mask", "layer_masks.add"),
    Entry(
        "show_layer_mask",
        "&Show Layer Mask",
        ("Ctrl+Alt+M",),
        "",
        "layer_mask",
        "layer_masks.toggle_shown",
        "mask_shown",
    ),
    Entry("invert_layer_mask", "&Invert Layer Mask", ("Ctrl+Alt+I",), "", "layer_mask", "layer_masks.invert"),
    Entry("apply_layer_mask", "A&pply Layer Mask", (), "", "layer_mask", "layer_masks.apply"),
    Entry("remove_layer_mask", "&Delete Layer Mask", (), "", "layer_mask", "layer_masks.remove"),
)
MASK = Submenu(
    "&Layer Mask",
    ("add_layer_mask", "show_layer_mask", "invert_layer_mask", "apply_layer_mask", "remove_layer_mask"),
)
MENU: Menu = (
    "&Layer",
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
        "merge_down",
        "flatten",
        SEPARATOR,
        MASK,
    ),
)
