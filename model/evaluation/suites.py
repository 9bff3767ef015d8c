"""Pictures with holes to be filled: a suite folder, or any photos and masks paired by their names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from model.evaluation.pictures import read_plane, read_rgb

FIRST_KINDS = ("brush", "rect")  # of the report; others follow by name
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
SMALLEST_SIDE, LARGEST_SIDE = 32, 1024
STROKE_SHARE = 0.2  # of a pixel that a stroke must cover to be seen there
MASK, SKETCH = "_mask", "_sketch"


class SuiteError(Exception):
    """The pictures cannot be measured; one line says which and why."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one case lies on disk. sketch: None where the strokes are to be traced from the photo."""

    name: str
    photo: Path
    mask: Path
    sketch: Path | None


@dataclass(frozen=True, slots=True)
class Case:
    """photo: (H, W, 3) uint8.  hole: (H, W) bool, neither empty nor full.  sketch: (H, W) bool, may be empty."""

    name: str
    photo: NDArray[np.uint8]
    hole: NDArray[np.bool_]
    sketch: NDArray[np.bool_]


def suite(folder: Path, *, kinds: Sequence[str] = (), limit: int | None = None) -> dict[str, list[Source]]:
    """The cases of a folder with photos/, masks/KIND/ and perhaps sketches/KIND/, by kind of hole.

    kinds: which, in that order; none for all that are there.
    """
    if not (folder / "photos").is_dir():
        raise SuiteError(f"no photos in {folder}: give a folder with photos/ and masks/, or --photos and --masks")
    there = _kinds_in(folder / "masks")
    if not there:
        raise SuiteError(f"no folder in {folder / 'masks'}: put each kind of holes into one, as in masks/brush")
    for kind in kinds:
        if kind not in there:
            raise SuiteError(f"--kinds: {folder / 'masks'} has no {kind!r}: choose of {', '.join(there)}")
    return {
        kind: paired(folder / "photos", folder / "masks" / kind, folder / "sketches" / kind, limit=limit)
        for kind in kinds or there
    }


def _kinds_in(masks: Path) -> list[str]:
    if not masks.is_dir():
        return []
    found = {path.name for path in masks.iterdir() if path.is_dir() and not path.name.startswith(".")}
    return [*(kind for kind in FIRST_KINDS if kind in found), *sorted(found - {*FIRST_KINDS})]


def paired(photos: Path, masks: Path, sketches: Path | None = None, *, limit: int | None = None) -> list[Source]:
    """Photos with their mask, of the same stem or STEM_mask, and where there is one their sketch, likewise STEM_sketch.

    In a folder that holds photos too only the longer names are masks or sketches. A photo without a mask is refused.
    """
    found_photos = _photos_alone(by_stem(photos))
    found_masks = _companions(masks, found_photos, MASK, shared=_same(masks, photos))
    found_sketches = {}
    if sketches is not None and sketches.is_dir():
        shared = _same(sketches, photos) or _same(sketches, masks)
        found_sketches = _companions(sketches, found_photos, SKETCH, shared=shared)
    names = sorted(found_photos)[:limit]
    if not names:
        raise SuiteError(f"no pictures in {photos}: PNG, JPEG and WebP are read")
    for name in names:
        if name not in found_masks:
            raise SuiteError(f"{found_photos[name].name} has no mask in {masks}: name it {name}{MASK}.png")
    return [Source(name, found_photos[name], found_masks[name], found_sketches.get(name)) for name in names]


def load(source: Source, *, size: int | None = None) -> Case:
    """Read one case.

    size: reduce or enlarge so that the longest side is this; photos by area or cubic, holes by majority, strokes so
    that none is lost. Strokes are traced from the photo, at the size that is measured, where no file has them.
    """
    photo, hole = read_rgb(source.photo), read_plane(source.mask)
    sketch = None if source.sketch is None else read_plane(source.sketch)
    for name, plane in (("mask", hole), ("sketch", sketch)):
        if plane is not None and plane.shape != photo.shape[:2]:
            raise SuiteError(
                f"{source.name}: {name} is {sides(plane.shape)}, photo is {sides(photo.shape)}: make them equal"
            )
    if size is not None and max(photo.shape[:2]) != size:
        new = _scaled(photo.shape[:2], size)
        method = cv2.INTER_AREA if size < max(photo.shape[:2]) else cv2.INTER_CUBIC
        hole = _resized(hole, new) >= 0.5
        sketch = None if sketch is None else _resized(sketch, new) > _thinnest(photo.shape[1] / new[0])
        photo = np.asarray(cv2.resize(photo, new, interpolation=method), np.uint8)
    _check(source.name, photo, hole)
    return Case(source.name, photo, hole, _traced(photo, hole) if sketch is None else sketch)


def spread(sources: Mapping[str, Sequence[Source]], count: int) -> set[str]:
    """`count` names of the first kind's pictures, evenly spread, for showing."""
    names = [source.name for source in next(iter(sources.values()))]
    places = np.linspace(0, len(names) - 1, min(count, len(names))).round().astype(int)
    return {names[place] for place in places}


def _check(name: str, photo: NDArray[np.uint8], hole: NDArray[np.bool_]) -> None:
    if min(photo.shape[:2]) < SMALLEST_SIDE or max(photo.shape[:2]) > LARGEST_SIDE:
        raise SuiteError(
            f"{name} is {sides(photo.shape)}: sides of {SMALLEST_SIDE} to {LARGEST_SIDE} are measured, use --size"
        )
    if not hole.any() or hole.all():
        raise SuiteError(f"{name}: the mask covers {'nothing' if not hole.any() else 'all of the photo'}: leave it out")


def _traced(photo: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    from model.inference.sketches import sketch_of

    return sketch_of(photo, hole)


def _same(folder: Path, other: Path) -> bool:
    return folder.resolve() == other.resolve()


def _photos_alone(found: dict[str, Path]) -> dict[str, Path]:
    """Without the masks and sketches of photos that lie beside them."""
    beside = {name + mark for name in found for mark in (MASK, SKETCH)}
    return {name: path for name, path in found.items() if name not in beside}


def _companions(folder: Path, names: Iterable[str], mark: str, *, shared: bool) -> dict[str, Path]:
    """The files of a folder by the photo they belong to. shared: other pictures bear the photos' own stems there."""
    found = by_stem(folder)
    of_stem = {} if shared else {name: found[name] for name in names if name in found}
    return of_stem | {name: found[name + mark] for name in names if name + mark in found}


def by_stem(folder: Path) -> dict[str, Path]:
    """The pictures of a folder by their names without suffix; SuiteError where two have one name."""
    if not folder.is_dir():
        raise SuiteError(f"{folder} is no folder: give one with PNG, JPEG or WebP pictures")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES:
            continue
        if path.stem in found:
            raise SuiteError(f"{folder} has {found[path.stem].name} and {path.name}: keep one of each name")
        found[path.stem] = path
    return found


def _scaled(shape: tuple[int, ...], size: int) -> tuple[int, int]:
    """Width and height with `size` as the longer one."""
    factor = size / max(shape[:2])
    return max(1, round(shape[1] * factor)), max(1, round(shape[0] * factor))


def _resized(plane: NDArray[np.bool_], new: tuple[int, int]) -> NDArray[np.float32]:
    """new: width and height."""
    method = cv2.INTER_AREA if new[0] < plane.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane.astype(np.float32), new, interpolation=method), np.float32)


def _thinnest(reduction: float) -> float:
    """What a stroke of one pixel still covers of the pixels it is reduced to, where it lies between two of them."""
    return min(STROKE_SHARE, 0.45 / reduction)


def sides(shape: tuple[int, ...]) -> str:
    """Width and height for people, of the shape of a picture."""
    return f"{shape[1]}×{shape[0]}"
