"""The list of recent photos on the welcome page."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from app.editor.window.window import Window


def test_the_list_is_made_anew_only_when_it_changed(window: Window) -> None:
    before = window.welcome.findChildren(QPushButton, "recent")
    assert len(before) == 1
    window.session.change(brush_radius=33.0)
    assert window.welcome.findChildren(QPushButton, "recent") == before
    window.session.change(recent=("b.png", *window.session.settings.recent))
    names = [button.accessibleName() for button in window.welcome.findChildren(QPushButton, "recent")]
    assert "Open b.png" in names


def test_an_empty_list_is_not_shown(open_window, door) -> None:
    window = open_window(door, None)
    assert not window.welcome._recent.isVisible()
    window.session.change(recent=("b.png",))
    assert window.welcome._recent.isVisible()
    window.session.change(recent=())
    assert not window.welcome._recent.isVisible()
