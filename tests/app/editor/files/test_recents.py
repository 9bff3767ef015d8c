"""Recent files with their small pictures, at the start and in the menu."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QPushButton

from app.editor.window.window import Window


def red_and_blue(window: Window, folder: Path) -> tuple[Path, Path]:
    paths = folder / "red.png", folder / "blue.png"
    for path in paths:
        Image.new("RGB", (64, 64), path.stem).save(path)
    window.session.change(recent=(*map(str, paths), str(folder / "gone.png")))
    return paths


def test_the_first_page_shows_pictures(open_window, door, tmp_path: Path, qtbot) -> None:
    window = open_window(door, None)
    paths = red_and_blue(window, tmp_path)
    qtbot.waitUntil(lambda: len(window.recents._pictures) == 2)
    buttons = {button.toolTip(): button for button in window.welcome.findChildren(QPushButton, "recent")}
    for path, colour in zip(paths, ((255, 0, 0), (0, 0, 255)), strict=True):
        seen = buttons[str(path)].icon().pixmap(56, 36).toImage().pixelColor(24, 18)
        assert seen.getRgb()[:3] == colour
    assert not buttons[str(tmp_path / "gone.png")].icon().isNull()  # a clear one, so that names stand in line


def test_the_menu_shows_pictures_and_opens(window: Window, tmp_path: Path, qtbot) -> None:
    red, _ = red_and_blue(window, tmp_path)
    assert window.recents.menu.toolTipsVisible()
    window.recents.menu.aboutToShow.emit()
    actions = {action.data(): action for action in window.recents.menu.actions()}
    assert len(actions) == 3
    qtbot.waitUntil(lambda: not actions[str(red)].icon().isNull())
    with qtbot.waitSignal(window.filing.loaded):
        actions[str(red)].trigger()
    assert window.session.photo is not None
    assert window.session.photo.path == red


def test_nothing_is_made_while_nobody_sees_it(window: Window, tmp_path: Path, qtbot) -> None:
    red_and_blue(window, tmp_path)
    qtbot.wait(250)
    assert not window.recents._pictures
    assert not (tmp_path / "thumbnails").exists()
