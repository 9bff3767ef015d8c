"""Fills that another program made: pictures in a folder, measured like any other row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.evaluation.measuring import Entry
from model.evaluation.pictures import read_rgb
from model.evaluation.suites import Case, SuiteError, by_stem, sides


@dataclass(frozen=True, slots=True)
class StoredFills(Entry):
    """A row whose pictures lie in `folder` as NAME.png (JPEG, WebP), or in a folder below it for each kind of hole.

    They have the size that is measured; what lies outside the hole is not looked at.
    """

    folder: Path

    def of_kind(self, kind: str) -> "StoredFills":
        """The row for one kind of hole."""
        return replace(self, folder=self.folder / kind) if (self.folder / kind).is_dir() else self

    def require(self, names: Iterable[str]) -> None:
        """SuiteError where one of the pictures is missing."""
        there = by_stem(self.folder)
        for name in names:
            if name not in there:
                raise SuiteError(f"{self.folder} has no filled {name}: put it there, or measure fewer with --limit")

    def filled(self, case: Case) -> NDArray[np.uint8]:
        """The stored picture of a case; SuiteError where there is none of its size."""
        self.require([case.name])
        path = by_stem(self.folder)[case.name]
        picture = read_rgb(path)
        if picture.shape != case.photo.shape:
            wanted = sides(case.photo.shape)
            raise SuiteError(f"{path} is {sides(picture.shape)}, {wanted} is measured: fill it at that size")
        return picture


def stored_fills(folder: Path) -> StoredFills:
    """The row of a folder."""
    return StoredFills(folder, rival=True, timed=False, made_by={"folder": str(folder)})
