"""Which file: the system's own dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.files.photo import READABLE_SUFFIXES, SUFFIXES

_FORMATS = {
    "PNG, lossless": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "WebP, lossless": (".webp",),
    "TIFF, lossless": (".tif", ".tiff"),
}


def ask_photo(parent: QWidget, folder: Path) -> Path | None:
    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READABLE_SUFFIXES)
    name, _ = QFileDialog.getOpenFileName(parent, "Open a photo", str(folder), f"Photos ({patterns});;All files (*)")
    return Path(name) if name else None


def ask_target(parent: QWidget, title: str, proposal: Path, original: Path) -> Path | None:
    """A place to write to. The dialog asks before any file is replaced; the original is asked for once more."""
    filters = {f"{name} ({' '.join('*' + s for s in suffixes)})": suffixes for name, suffixes in _FORMATS.items()}
    chosen = next((text for text, suffixes in filters.items() if proposal.suffix.lower() in suffixes), "")
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(proposal), ";;".join(filters), chosen)
    if not name:
        return None
    target = Path(name)
    if target.suffix.lower() not in SUFFIXES:
        target = target.with_name(target.name + filters.get(chosen, (".png",))[0])
        if target.exists() and not _may_replace(parent, target, "There is a file of this name already."):
            return None
    if is_same_file(target, original) and not _may_replace(parent, target, "This is the photo that you opened."):
        return None
    return target


def ask_mask(parent: QWidget, folder: Path) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(
        parent, "Import a mask", str(folder), "Pictures (*.png *.tif *.tiff *.webp *.bmp *.jpg *.jpeg);;All files (*)"
    )
    return Path(name) if name else None


def ask_mask_target(parent: QWidget, proposal: Path) -> Path | None:
    name, _ = QFileDialog.getSaveFileName(parent, "Export the mask", str(proposal), "PNG (*.png)")
    if not name:
        return None
    target = Path(name)
    return target if target.suffix else target.with_suffix(".png")


def is_same_file(one: Path, other: Path) -> bool:
    """Whether both names lead to one file, through links too."""
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


def _may_replace(parent: QWidget, target: Path, why: str) -> bool:
    box = QMessageBox(QMessageBox.Icon.Warning, "Replace the file?", f"Replace {target.name}?", parent=parent)
    box.setInformativeText(f"{why} Its present content will be lost.")
    replace = box.addButton("Replace", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is replace
