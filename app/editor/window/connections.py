"""Which part of the window listens to which, where neither needs the window itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.editor.files.afterfill import AfterFill
from app.editor.panels.pressing import Pressing
from app.editor.tools.toolbox import GUIDES

if TYPE_CHECKING:
    from app.editor.window.window import Window


def connect_parts(window: Window) -> None:
    """Called once, when all parts are made."""
    _refresh_after_changes(window)
    _say_notices(window)
    _follow_tools(window)
    _follow_files(window)
    _follow_fills(window)
    Pressing(window)


def _refresh_after_changes(window: Window) -> None:
    session = window.session
    for signal in (
        session.opened,
        session.planes_changed,
        session.layers_changed,
        session.history.changed,
        session.stack.cleanChanged,
        session.saved,
        window.filling.changed,
        window.tracing.changed,
        window.fills.changed,
        window.filing.writing.changed,
        window.toolbox.changed,
        window.placing.began,
        window.placing.ended,
        window.tinting.changed,
        window.canvas.compare_changed,
        window.canvas.turned,
        window.canvas.scene_changed,
        window.layers.current_changed,
        window.verbs.panel_toggled,
        window.first_steps.changed,
        window.gestures.placing_changed,
        window.key_pointer.changed,
    ):
        signal.connect(window.refresh)


def _say_notices(window: Window) -> None:
    for speaker in (
        window.filing,
        window.pasting,
        window.filling,
        window.fills,
        window.tracing,
        window.toolbox.selecting,
        window.masking.reshaping,
        window.placing,
    ):
        speaker.notice.connect(window.notices.say)
    for over in (window.session.opened, window.filling.kept, window.filing.saved):
        over.connect(window.notices.clear_lasting)
    for other in (window.session.planes_changed, window.session.history.changed, window.filling.began):
        other.connect(window.notices.clear_of_change)
    window.verbs.dismissed.connect(window.notices.dismiss)


def _follow_tools(window: Window) -> None:
    def show_strokes() -> None:
        # Taking a colour from the photo draws nothing.
        draws = window.gestures.is_down and window.toolbox.chosen in GUIDES and window.gestures.tool.drags
        if draws or window.tracing.choice.is_pending:
            window.tinting.show_strokes()

    window.gestures.hovered.connect(window.status.show_pixel)
    window.gestures.hint_changed.connect(window.status.show_hint)
    window.key_pointer.changed.connect(window.status.refresh)
    window.toolbox.selecting.hinted.connect(window.gestures.refresh)
    window.status.is_searching = window.toolbox.selecting.errands.is_busy
    window.toolbox.selecting.errands.busy_changed.connect(window.status.follow_search)
    window.toolbox.contexts.changed.connect(window.gestures.refresh)
    window.toolbox.paint.changed.connect(window.gestures.refresh)
    window.session.radii.changed.connect(window.gestures.refresh)
    window.placing.changed.connect(window.gestures.refresh)
    window.placing.stand_in.repaint.connect(window.canvas.pixels_changed)
    window.placing.began.connect(window.preview.drop)
    window.placing.ended.connect(window.preview.again)
    window.preview.gives_way = lambda: window.placing.is_pending
    window.placing.ask_edited = lambda: window.reopening.layer
    window.reopening.changed.connect(window.placing.changed)  # it may be moved now, or not any more
    window.verbs.take_back = lambda: window.tracing.choice.drop() or window.placing.abort()
    window.gestures.pressed.connect(window.tracing.choice.accept)
    window.gestures.pressed.connect(show_strokes)
    window.tracing.changed.connect(show_strokes)
    window.layers.current_changed.connect(window.placing.on_current)
    window.session.ask_placing = lambda: window.placing.placement
    window.placing.claimed.connect(window.layers.keep_chosen)
    window.placing.resumed.connect(window.layers.choose_layer)
    window.placing.resumed.connect(lambda _: window.toolbox.choose("move"))
    window.options.left.connect(window.canvas.setFocus)


def _follow_files(window: Window) -> None:
    def choose_top() -> None:
        if _is_hand_free(window):
            window.layers.choose_top()

    window.pasting.added.connect(choose_top)
    window.welcome.chosen.connect(window.file_verbs.open_path)
    window.first_steps.chosen.connect(window.file_verbs.open_path)
    for asks in (window.file_verbs, window.file_verbs.saving, window.filing):
        asks.is_filling = lambda: window.filling.is_busy
    for changed in (window.filling.changed, window.filling.kept, window.session.layers_changed):
        changed.connect(window.file_verbs.look_again)
    window.file_verbs.ask_chosen = lambda: window.layers.current
    after_fill = AfterFill(window.session, window.filling, window)
    window.file_verbs.saving.after_fill, window.filling.ask_waiting = after_fill.wait, after_fill.give_up
    window.filling.kept.connect(window.first_steps.on_filled)
    window.canvas.compare_changed.connect(window.first_steps.on_compared)
    window.first_steps.left.connect(window.canvas.setFocus)
    window.recents.ready.connect(window.welcome.set_picture)
    window.recents.chosen.connect(window.file_verbs.open_path)
    window.filing.saved.connect(window.recents.forget)


def _follow_fills(window: Window) -> None:
    def choose(layer_id: int) -> None:
        if _is_hand_free(window):
            window.layers.choose_layer(layer_id)

    window.session.pixels_changed.connect(window.canvas.pixels_changed)
    window.preview.repaint.connect(window.canvas.pixels_changed)
    window.preview.changed.connect(window.status.refresh)
    window.layers.current_changed.connect(window.preview.compare)
    window.filling.kept.connect(choose)
    window.merging.chosen.connect(choose)
    window.layers.current_changed.connect(window.fills.changed)
    window.filing.ask_editing = lambda: None if window.reopening.layer is None else window.reopening.layer.id
    window.layers.view.note_opened.connect(window.fills.edit_at)
    window.layers.view.menu.addSeparator()
    window.layers.view.menu.addAction(window.actions_["edit_fill"])


def _is_hand_free(window: Window) -> bool:
    """Whether a layer that comes of its own may be the chosen one: none is being moved, nothing typed for one."""
    return window.placing.dragged is None and not window.placing.is_pending and not window.layers.is_typing
