"""Whose verbs the table of actions names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.editor.canvas.navigation import Navigation
from app.editor.layers.fitting import Fitting

if TYPE_CHECKING:
    from app.editor.window.window import Window


def owners_of(window: Window) -> dict[str, object]:
    """By the names that the handlers of the table begin with."""
    return {
        "files": window.file_verbs,
        "saving": window.file_verbs.saving,
        "pasting": window.pasting,
        "verbs": window.verbs,
        "neighbours": window.neighbours,
        "session": window.session,
        "filling": window.filling,
        "tracing": window.tracing,
        "fills": window.fills,
        "steps": window.first_steps,
        "preview": window.preview,
        "tinting": window.tinting,
        "layers": window.layers,
        "layering": window.layering,
        "merging": window.merging,
        "fitting": Fitting(window.session, window.placing),
        "layer_masks": window.layer_masks,
        "tools": window.toolbox,
        "selecting": window.toolbox.selecting,
        "masking": window.masking,
        "boxes": window.masking.boxes,
        "reshaping": window.masking.reshaping,
        "view": Navigation(
            window.canvas,
            window.session,
            lambda: window.key_pointer.place,
            lambda: window.gestures.place,
            lambda: window.layers.current,
            lambda verb: verb() if window.key_pointer.is_on else window.gestures.stroke.after(verb),
        ),
        "key_pointer": window.key_pointer,
    }
