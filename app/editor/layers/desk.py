"""Connects what belongs to layers: the panel's buttons and menu, the pages of their tools, the mask on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.editor.actions.layers import MENU as LAYER_MENU
from app.editor.panels.moveoptions import MoveOptions
from app.editor.panels.restoreoptions import RestoreOptions

if TYPE_CHECKING:
    from app.editor.window.window import Window

_BUTTONS = ("add_layer", "duplicate_layer", "add_layer_mask", "raise_layer", "lower_layer", "merge_down")


def furnish(window: Window) -> None:
    """Once panel, bar and actions are made."""
    panel, pick = window.layers, window.actions_
    for name in _BUTTONS:
        panel.add_button(pick[name])
    panel.add_gap()
    panel.add_button(pick["remove_layer"])
    panel.controls.add_lock(pick["lock_layer"])
    pick.fill_menu(panel.view.menu, LAYER_MENU[1])
    window.options.add_page(RestoreOptions(window.session), "restore")
    move_page = MoveOptions(window.session, window.placing)
    move_page.done.connect(window.canvas.setFocus)
    window.options.add_page(move_page, "move")
    panel.controls.left.connect(window.canvas.setFocus)
    window.layering.notice.connect(window.notices.say)
    window.merging.notice.connect(window.notices.say)
    _keep_apart(window)

    def chosen() -> int | None:
        return None if panel.current is None else panel.current.id

    window.filling.ask_chosen = chosen

    def show_mask() -> None:
        shown = None if window.placing.is_pending else window.layer_masks.shown_id  # it lies where the layer was
        if window.canvas.shown_mask != shown:
            window.canvas.shown_mask = shown
            window.canvas.update()

    for changed in (
        panel.current_changed,
        window.layer_masks.shown_changed,
        window.placing.began,
        window.placing.ended,
    ):
        changed.connect(show_mask)
    window.layer_masks.shown_changed.connect(window.refresh)


def _keep_apart(window: Window) -> None:
    """Layers that are merged and the one that is moved."""
    merging, placing = window.merging, window.placing

    def in_hand() -> int | None:
        if placing.dragged is not None:
            return placing.dragged.id
        return None if placing.placement is None else placing.placement.layer

    def let_go() -> None:
        placing.let_go()
        placing.changed.emit()

    merging.ask_in_hand = in_hand
    merging.began.connect(let_go)
