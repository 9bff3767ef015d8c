"""Which file is written, and that the original is never replaced without a question."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QTreeView

from app.editor.dialogs import files
from app.editor.window.window import Window
from app.files.export import FORMATS, ExportOptions


@pytest.fixture
def chooses(monkeypatch: pytest.MonkeyPatch):
    """Makes the system's dialog answer with a path and a filter."""

    def choose(path: Path | str, chosen: str = "") -> None:
        def answer(dialog: QFileDialog) -> QFileDialog.DialogCode:
            assert dialog.windowModality() == Qt.WindowModality.WindowModal  # other windows go on
            assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
            assert dialog.supportedSchemes() == ["file"]
            if not path:
                return QFileDialog.DialogCode.Rejected
            if chosen:
                dialog.selectNameFilter(chosen)
            dialog.selectFile(str(path))
            return QFileDialog.DialogCode.Accepted

        monkeypatch.setattr(QFileDialog, "exec", answer)

    return choose


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked; every answer is no."""
    asked: list[str] = []

    def refuse(_parent: object, target: Path, why: str) -> bool:
        asked.append(why)
        return False

    monkeypatch.setattr(files, "_may_replace", refuse)
    return asked


def ask(window: Window, original: Path) -> Path | None:
    return files.ask_target(window, "Save as", original.with_name("proposal.jpg"), original)


def test_a_free_name_is_taken_as_it_is(window: Window, photo_file: Path, chooses, questions: list[str]) -> None:
    chooses(photo_file.with_name("new.webp"))
    assert ask(window, photo_file) == photo_file.with_name("new.webp")
    assert questions == []


def test_the_original_is_asked_for_also_through_a_link(
    window: Window, photo_file: Path, chooses, questions: list[str]
) -> None:
    link = photo_file.with_name("link.png")
    link.symlink_to(photo_file)
    for path in (photo_file, link):
        chooses(path)
        assert ask(window, photo_file) is None
    assert len(questions) == 2


def test_a_name_without_suffix_gets_the_chosen_one(
    window: Window, photo_file: Path, chooses, questions: list[str]
) -> None:
    chooses(photo_file.with_name("new"), "TIFF, lossless (*.tif *.tiff)")
    assert ask(window, photo_file) == photo_file.with_name("new.tif")
    photo_file.with_name("new.tif").touch()
    assert ask(window, photo_file) is None  # the dialog asked about «new», not about «new.tif»
    assert len(questions) == 1


def test_no_choice_is_no_file(window: Window, photo_file: Path, chooses) -> None:
    chooses("")
    assert ask(window, photo_file) is None


def test_the_first_save_asks_where_and_the_next_does_not(
    window: Window, photo_file: Path, chooses, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = photo_file.with_name("kept.png")
    chooses(target)
    original = photo_file.read_bytes()
    with qtbot.waitSignal(window.filing.saved):
        window.actions_["save"].trigger()
    monkeypatch.setattr(QFileDialog, "exec", lambda *_: pytest.fail("asked again"))
    with qtbot.waitSignal(window.filing.saved):
        window.actions_["save"].trigger()
    assert target.exists()
    assert photo_file.read_bytes() == original


def ask_mask(window: Window, original: Path) -> Path | None:
    return files.ask_mask_target(window, original.with_name("photo_mask.png"), original)


def test_a_mask_takes_the_place_of_no_file_unasked(
    window: Window, photo_file: Path, chooses, questions: list[str]
) -> None:
    chooses(photo_file.with_name("mask"), "PNG (*.png)")
    assert ask_mask(window, photo_file) == photo_file.with_name("mask.png")
    photo_file.with_name("mask.png").touch()
    assert ask_mask(window, photo_file) is None  # the dialog asked about «mask», not about «mask.png»
    for name in ("photo", "photo.png"):
        chooses(photo_file.with_name(name), "PNG (*.png)")
        assert ask_mask(window, photo_file) is None
    assert questions[1:] == ["This is the photo that you opened. Its present content will be lost."] * 2


@pytest.mark.parametrize(
    ("name", "target"),
    [("mask.jpg", "mask.png"), ("mask v1.2", "mask v1.2.png"), ("mask.PNG", "mask.PNG"), ("m.tif", "m.tif")],
)
def test_a_mask_is_written_without_loss(
    window: Window, photo_file: Path, chooses, questions: list[str], name: str, target: str
) -> None:
    chooses(photo_file.with_name(name), "PNG (*.png)")
    assert ask_mask(window, photo_file) == photo_file.with_name(target)
    assert questions == []


def test_what_is_opened(window: Window, photo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QFileDialog.FileMode] = []

    def answer(dialog: QFileDialog) -> QFileDialog.DialogCode:
        asked.append(dialog.fileMode())
        assert dialog.supportedSchemes() == ["file"]
        assert Path(dialog.directory().path()) == photo_file.parent
        dialog.selectFile(photo_file.name)
        return QFileDialog.DialogCode.Accepted

    monkeypatch.setattr(QFileDialog, "exec", answer)
    assert files.ask_photos(window, photo_file.parent) == [photo_file]
    assert files.ask_mask(window, photo_file.parent) == photo_file
    assert asked == [QFileDialog.FileMode.ExistingFiles, QFileDialog.FileMode.ExistingFile]
    monkeypatch.setattr(QFileDialog, "exec", lambda _: QFileDialog.DialogCode.Rejected)
    assert files.ask_photos(window, photo_file.parent) == []
    assert files.ask_mask(window, photo_file.parent) is None


def test_the_name_and_kind_that_are_proposed(window: Window, photo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], str]] = []

    def answer(dialog: QFileDialog) -> QFileDialog.DialogCode:
        seen.append((dialog.selectedFiles(), dialog.selectedNameFilter()))
        return QFileDialog.DialogCode.Rejected

    monkeypatch.setattr(QFileDialog, "exec", answer)
    assert ask(window, photo_file) is None
    assert seen == [([str(photo_file.with_name("proposal.jpg"))], "JPEG (*.jpg *.jpeg)")]


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("new", "new.jpg"),
        ("new.png", "new.png"),
        ("new.JPEG", "new.JPEG"),
        ("new.bmp", "new.jpg"),
        ("v1.2", "v1.2.jpg"),
    ],
)
def test_a_copy_has_one_suffix_and_one_that_is_written(
    window: Window, photo_file: Path, chooses, typed: str, target: str
) -> None:
    chooses(photo_file.with_name(typed))
    formats = {"JPEG": FORMATS["JPEG"]}
    found = files.ask_export(window, photo_file.with_name("proposal.jpg"), photo_file, formats, FORMATS)
    assert found == photo_file.with_name(target)


def test_the_suffix_that_was_typed_says_the_format_of_a_copy(
    window: Window, photo_file: Path, chooses, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.editor.files.verbs.ask_options", lambda *_: ExportOptions("JPEG"))
    chooses(photo_file.with_name("copy.png"))
    window.file_verbs.export()
    qtbot.waitUntil(lambda: "copy.png" in window.notices.text)
    assert photo_file.with_name("copy.png").read_bytes().startswith(b"\x89PNG")
    assert not photo_file.with_name("copy.png.jpg").exists()


def test_a_project_is_asked_for_as_one(window: Window, photo_file: Path, chooses) -> None:
    chooses(photo_file.with_name("work.png"))
    assert files.ask_project(window, photo_file.with_name("photo.ora"), photo_file) == photo_file.with_name("work.ora")


@pytest.mark.parametrize("missing_first", [True, False])
def test_a_name_that_is_missing_among_several_is_spoken_of(
    window: Window, photo_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot, missing_first: bool
) -> None:
    other = photo_file.with_name("other.png")
    other.write_bytes(photo_file.read_bytes())
    names = ["nope.jpg", other.name] if missing_first else [other.name, "nope.jpg", "gone/nada.jpg", other.name]

    def answer(dialog: QFileDialog) -> QFileDialog.DialogCode:
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        dialog.selectFile(str(other))  # as the dialog does with those that it finds
        field.setText(" ".join(f'"{name}"' for name in names))
        return QFileDialog.DialogCode.Accepted

    monkeypatch.setattr(QFileDialog, "exec", answer)
    window.file_verbs.open()
    qtbot.waitUntil(lambda: not window.errands.is_busy())
    assert window.session.photo is not None
    assert window.session.photo.path == other
    assert "nope.jpg is missing: check the path" in window.notices.text
    assert ("nada.jpg" in window.notices.text) == (not missing_first)
    assert window.notices.property("lasting")


def test_what_is_listed_is_not_cut_and_kinds_are_short(
    window: Window, photo_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    seen: list[str] = []

    def answer(dialog: QFileDialog) -> QFileDialog.DialogCode:
        dialog.show()
        tree, kinds = dialog.findChild(QTreeView, "treeView"), dialog.findChild(QComboBox, "fileTypeCombo")
        assert tree is not None
        assert kinds is not None
        qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) > 0)
        header = tree.header()
        for column in range(header.count()):
            assert header.sectionSize(column) >= tree.sizeHintForColumn(column)
            assert header.sectionSize(column) >= header.sectionSizeHint(column)
        assert header.length() <= tree.viewport().width()  # so that nothing scrolls sideways
        seen.extend(kinds.itemText(row) for row in range(kinds.count()))
        dialog.hide()
        return QFileDialog.DialogCode.Rejected

    monkeypatch.setattr(QFileDialog, "exec", answer)
    files.ask_photos(window, photo_file.parent)
    files.ask_mask(window, photo_file.parent)
    assert seen == ["Photos and projects", "All files", "Pictures", "All files"]
