"""Which file: the system's own dialogs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget

from app.editor.dialogs.filecolumns import give_room
from app.editor.dialogs.modal import ask, with_keys
from app.files.photo import READABLE_SUFFIXES
from app.files.project import SUFFIX as PROJECT
from app.language import mark, said, text

_FORMATS = {
    mark("PNG, lossless"): (".png",),
    "JPEG": (".jpg", ".jpeg"),
    mark("WebP, lossless"): (".webp",),
    mark("TIFF, lossless"): (".tif", ".tiff"),
}
_PROJECT = {mark("Project with layers and masks"): (PROJECT,)}
_MASK_FORMATS = {"PNG": (".png",), "TIFF": (".tif", ".tiff")}  # what is read back must be what was painted


def ask_photos(parent: QWidget, folder: Path) -> list[Path]:
    """Photos and projects to open, from a folder on; none if the person gives it up. Those of several names that were
    typed may be missing."""
    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in (*READABLE_SUFFIXES, PROJECT))
    photos, every = text("Photos and projects"), text("All files")
    dialog = QFileDialog(parent, text("Open a photo or a project"), str(folder))
    _offer(dialog, f"{photos} ({patterns})", f"{every} (*)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    chosen = _chosen(dialog)
    return [*chosen, *_passed_over(dialog, chosen)] if chosen else []


def ask_target(parent: QWidget, title: str, proposal: Path, original: Path) -> Path | None:
    """A place for a photo or a project. original: the opened file, which is never replaced without a word."""
    return _ask_place(parent, title, proposal, original, _FORMATS | _PROJECT)


def ask_project(parent: QWidget, proposal: Path, original: Path) -> Path | None:
    """A place for a project. original: as for `ask_target`."""
    return _ask_place(parent, text("Save project as"), proposal, original, _PROJECT)


def ask_export(
    parent: QWidget,
    proposal: Path,
    original: Path,
    formats: Mapping[str, tuple[str, ...]],
    others: Mapping[str, tuple[str, ...]],
) -> Path | None:
    """A place for a copy in one of these formats, suffixes by name. original: as for `ask_target`.

    others: formats that are not offered here; a name with a suffix of theirs is taken at its word.
    """
    typed = tuple(suffix for suffixes in others.values() for suffix in suffixes)
    return _ask_place(parent, text("Export a copy"), proposal, original, formats, typed)


def ask_mask(parent: QWidget, folder: Path) -> Path | None:
    """A picture to read a mask from; None if the person gives it up."""
    pictures, every = text("Pictures"), text("All files")
    dialog = QFileDialog(parent, text("Import a mask"), str(folder))
    _offer(dialog, f"{pictures} (*.png *.tif *.tiff *.webp *.bmp *.jpg *.jpeg)", f"{every} (*)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return next(iter(_chosen(dialog)), None)


def ask_mask_target(parent: QWidget, proposal: Path, original: Path) -> Path | None:
    """A place for a mask. original: the photo's file, as for `ask_target`."""
    return _ask_place(parent, text("Export the mask"), proposal, original, _MASK_FORMATS)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether both names lead to one file, through links too."""
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


def _ask_place(
    parent: QWidget,
    title: str,
    proposal: Path,
    original: Path,
    formats: Mapping[str, tuple[str, ...]],
    typed: tuple[str, ...] = (),
) -> Path | None:
    """A path that may be written: of one of the formats, new, or agreed to be replaced.

    formats: suffixes by name; a path with any other suffix gets the chosen format's.  typed: suffixes that are left as
    they are.
    """
    filters = {f"{said(name)} ({' '.join('*' + s for s in suffixes)})": suffixes for name, suffixes in formats.items()}
    dialog = QFileDialog(parent, title, str(proposal.parent), ";;".join(filters))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # Asked below, once, and for the name that is really written.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile(proposal.name)
    if kind := next((kind for kind, suffixes in filters.items() if proposal.suffix.lower() in suffixes), ""):
        dialog.selectNameFilter(kind)
    target = next(iter(_chosen(dialog)), None)
    if target is None:
        return None
    chosen = dialog.selectedNameFilter()
    if not any(target.suffix.lower() in suffixes for suffixes in (*filters.values(), typed)):
        # «dune.png» is to be dune.jpg, not dune.png.jpg; the end of «dune v1.2» is a part of its name.
        is_format = target.suffix.lower() in (*READABLE_SUFFIXES, PROJECT)
        stem = target.stem if is_format else target.name
        target = target.with_name(stem + filters.get(chosen, next(iter(formats.values())))[0])
    why = ""
    if target.exists():
        why = text("There is a file of this name already. Its present content will be lost.")
    if is_same_file(target, original):
        why = text("This is the photo that you opened. Its present content will be lost.")
    return target if not why or _may_replace(parent, target, why) else None


def _offer(dialog: QFileDialog, *kinds: str) -> None:
    """Kinds of files to open, by their names alone: their many suffixes would not fit, in both cases even less."""
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.setNameFilters(kinds)


def _chosen(dialog: QFileDialog) -> list[Path]:
    """Nothing if the person gives it up."""
    give_room(dialog)
    dialog.setSupportedSchemes(["file"])  # a place in the network has no path that could be opened
    accepted = ask(dialog) == QFileDialog.DialogCode.Accepted
    dialog.deleteLater()  # which only an event loop does: it can be asked for its filter
    return [Path(name) for name in dialog.selectedFiles()] if accepted else []


def _passed_over(dialog: QFileDialog, chosen: Sequence[Path]) -> list[Path]:
    """What else was typed: of several names, each in quotes, Qt's own dialog takes those that it finds in its list, and
    says nothing of the others. A desktop's dialog has no such field."""
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    names = [] if field is None else field.text().split('"')[1::2]
    folder, known = Path(dialog.directory().absolutePath()), [os.path.abspath(path) for path in chosen]
    typed = [os.path.abspath(folder / os.path.expanduser(name)) for name in names if name.strip()]
    return [Path(path) for path in dict.fromkeys(typed) if path not in known]


def _may_replace(parent: QWidget, target: Path, why: str) -> bool:
    question = text("Replace {name}?", name=target.name)
    box = QMessageBox(QMessageBox.Icon.Warning, text("Replace the file?"), question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    box.setInformativeText(why)
    replace = box.addButton(text("&Replace"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    ask(with_keys(box))
    return box.clickedButton() is replace
