"""What can be done now, and what is on now: the conditions that the table of actions names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from app.editor.window.window import Window


def conditions_of(window: Window) -> dict[str, Callable[[], bool]]:
    """By name. They are asked after anything changed."""
    return _of_enabling(window) | _of_marks(window)


def _of_enabling(window: Window) -> dict[str, Callable[[], bool]]:
    session, history = window.session, window.session.history

    def is_idle() -> bool:
        return not window.filling.is_busy and not window.tracing.is_busy

    def has_pending() -> bool:
        """Whether there is something to take back that is no step yet."""
        return window.placing.is_pending or window.tracing.choice.is_pending or window.gestures.has_parts

    def has_more_to_end() -> bool:
        """Whether Esc would end something beside fills and what can be taken back."""
        waits = window.toolbox.tool.wants(Qt.Key.Key_Return) or window.toolbox.paint.is_asked
        modes = window.key_pointer.is_on or window.preview.is_under_way or window.fills.is_editing
        return waits or modes or window.filing.writing.is_shown

    def has_room_beyond(end: int) -> bool:
        """Whether the chosen layer can go on towards this end of them."""
        current, layers = window.layers.current, () if session.document is None else session.document.layers
        return current in layers and current is not layers[end]

    return {
        "others": lambda: window.neighbours.has_others,
        "photo": lambda: session.document is not None,
        "hole": lambda: session.has_hole,
        "reshape": lambda: session.has_hole or (window.toolbox.chosen == "smart" and window.gestures.has_parts),
        "fit_mask": lambda: session.has_hole or window.layers.current is not None,
        "sketch": lambda: session.document is not None and not session.document.sketch.is_empty,
        "colours": lambda: session.document is not None and not session.document.colours.is_empty,
        "exclude": lambda: window.masking.has_exclusion,
        "fill": lambda: session.document is not None and is_idle(),
        "fillable": lambda: session.has_hole and is_idle(),
        "cancellable": lambda: not is_idle() or has_pending() or has_more_to_end(),
        "trace": lambda: session.has_hole and is_idle() and not window.tracing.choice.is_pending,
        "more": lambda: window.fills.can_have_more and is_idle(),
        "edit_fill": lambda: window.fills.can_edit and is_idle(),
        "candidates": lambda: window.fills.has_choice,
        "undo": lambda: history.can_undo or has_pending(),
        "redo": history.stack.canRedo,
        "merge_down": lambda: window.merging.can_merge_down,
        "flatten": lambda: window.merging.can_flatten,
        "layer_mask": lambda: window.layer_masks.has_mask,
        "no_layer_mask": lambda: window.layer_masks.can_add,
        "layer": lambda: window.layers.current is not None,
        "raise_layer": lambda: has_room_beyond(-1),
        "lower_layer": lambda: has_room_beyond(0),
        "turned": lambda: session.document is not None and not window.canvas.viewport.is_upright,
        "reselect": lambda: session.can_reselect,
    }


def _of_marks(window: Window) -> dict[str, Callable[[], bool]]:
    return {
        "auto_fill": lambda: window.session.settings.fill_after_stroke,
        "strip": lambda: window.fills.wants_strip,
        "first_steps": lambda: window.first_steps.is_shown,
        "editing": lambda: window.fills.is_editing,
        "strokes": lambda: window.tinting.shows_strokes,
        "picks_colour": lambda: window.toolbox.paint.is_asked,
        "previews": lambda: window.preview.is_on,
        "compares": lambda: window.canvas.compares,
        "locked": lambda: window.layers.current is not None and window.layers.current.locked,
        "mask_shown": lambda: window.layer_masks.shows,
        "mirrored": lambda: window.canvas.viewport.flipped,
        "splits": lambda: window.canvas.split is not None,
        "contexts": lambda: window.session.settings.context_boxes,
        "grid": lambda: window.session.settings.pixel_grid,
        "key_pointer": lambda: window.key_pointer.is_on,
        "panel": lambda: window.verbs.wants_panel,
        "history": lambda: window.verbs.wants_history,
    }
