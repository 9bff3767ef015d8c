"""Which mask and sketch belong to which photo of a folder, and where its fill goes."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.cli.fill import Job
from app.cli.parse import FillArguments
from app.cli.places import is_same, numbered
from app.files.encode import SUFFIXES
from app.files.errors import FileError, InputRefused, OutputRefused, why_unread
from app.files.photo import READABLE_SUFFIXES

MASK_ENDING, SKETCH_ENDING = "_mask", "_sketch"


@dataclass(frozen=True, slots=True)
class Planned:
    """A photo of the folder, or a folder in it that cannot be read.

    job: None where it has no mask.  fault: why it cannot be filled, whatever is in it.
    """

    photo: Path
    job: Job | None
    fault: FileError | None = None


def plan(arguments: FillArguments) -> list[Planned]:
    """Every photo below the folder with its mask and output, in the order of their names."""
    if arguments.masks is None:
        raise ValueError("many pictures need a folder of masks")
    others = [folder for folder in (arguments.masks, arguments.sketches, arguments.output) if folder is not None]
    apart = [folder for folder in others if not is_same(folder, arguments.photo)]
    unread: dict[Path, InputRefused] = {}
    masks = _Marks(arguments.masks, arguments.photo, MASK_ENDING, unread)
    sketches = (
        None if arguments.sketches is None else _Marks(arguments.sketches, arguments.photo, SKETCH_ENDING, unread)
    )
    claimed: dict[Path, Path] = {}
    plans = []
    for photo in _pictures(arguments.photo, apart, unread):
        relative = photo.relative_to(arguments.photo)
        if masks.holds(photo) or (sketches or masks).holds(photo, SKETCH_ENDING):
            continue
        mask = masks.of(relative, photo)
        if mask is None:
            plans.append(Planned(photo, None))
            continue
        output = arguments.output / (relative if relative.suffix.lower() in SUFFIXES else relative.with_suffix(".png"))
        outputs = numbered(output, arguments.variants)
        sketch = None if sketches is None else sketches.of(relative, photo)
        job = Job(photo, mask, outputs, sketch, arguments.exclude)
        clash = next((path for path in outputs if path in claimed), None)
        fault = (
            None if clash is None else OutputRefused(f"output {clash} is that of {claimed[clash]} too: rename {photo}")
        )
        plans.append(Planned(photo, job, fault))
        for path in outputs:
            claimed.setdefault(path, photo)
    if not plans and not unread:
        raise InputRefused(f"folder {arguments.photo} has no photos: check the path")
    return [*map(_not_over_inputs(plans), plans), *(Planned(path, None, fault) for path, fault in unread.items())]


def check_masks(plans: Sequence[Planned], arguments: FillArguments) -> None:
    """Raise InputRefused where no photo at all has a mask: whoever asks for a batch has named a wrong folder then."""
    if arguments.masks is None or any(planned.job is not None or planned.fault is not None for planned in plans):
        return
    if is_same(arguments.masks, arguments.photo):
        raise InputRefused(f"no photo in {arguments.photo} has a mask: name each as its photo with {MASK_ENDING}")
    if not any(_pictures(arguments.masks, [], {})):
        raise InputRefused(f"folder of masks {arguments.masks} has no pictures: check the path")
    where = f"no mask in {arguments.masks} is of a photo in {arguments.photo}"
    raise InputRefused(f"{where}: name each as its photo, or with {MASK_ENDING}")


def _not_over_inputs(plans: Sequence[Planned]) -> Callable[[Planned], Planned]:
    """Refuses outputs that are photos, masks or sketches of others, as in a folder around that of the photos."""
    inputs = {os.path.realpath(planned.photo): planned.photo for planned in plans}
    for planned in plans:
        for path in () if planned.job is None else planned.job.inputs.values():
            inputs.setdefault(os.path.realpath(path), path)

    def checked(planned: Planned) -> Planned:
        if planned.job is None or planned.fault is not None:
            return planned
        for output in filter(os.path.lexists, planned.job.outputs):
            if os.path.realpath(output) in inputs:
                over = inputs[os.path.realpath(output)]
                return replace(
                    planned, fault=OutputRefused(f"output {output} is the input {over}: choose another folder")
                )
        return planned

    return checked


def masks_without_photo(plans: Sequence[Planned], arguments: FillArguments) -> list[Path]:
    """Masks that no photo of the plan has the name of. In the folder of photos itself they are photos without a mask,
    and planned as such."""
    if arguments.masks is None or is_same(arguments.masks, arguments.photo):
        return []
    photos = [planned.photo for planned in plans if planned.photo.is_relative_to(arguments.photo)]
    stems = {photo.relative_to(arguments.photo).with_suffix("") for photo in photos}
    return [
        path
        for path in _pictures(arguments.masks, [arguments.photo, arguments.output], {})
        if stems.isdisjoint(_stems_of(path.relative_to(arguments.masks).with_suffix("")))
    ]


def _stems_of(mark: Path) -> set[Path]:
    """The stems of the photos that a mark without its suffix may be of."""
    return {mark.with_name(mark.name.removesuffix(ending) or mark.name) for ending in ("", MASK_ENDING, SKETCH_ENDING)}


class _Marks:
    """The masks, or the sketches, of a folder, which may be the folder of photos itself."""

    def __init__(self, folder: Path, photos: Path, ending: str, unread: dict[Path, InputRefused]) -> None:
        self._ending = ending
        self._beside = is_same(folder, photos)
        self._found = _by_stem(folder, unread)

    def of(self, relative: Path, photo: Path) -> Path | None:
        """The mark of a photo: same relative path and stem, or stem and ending; never the photo itself."""
        stem = relative.with_suffix("")
        ended = stem.with_name(stem.name + self._ending)
        # Among the photos, a.jpg beside a.png would each be the mask of the other.
        for name in (ended,) if self._beside else (stem, ended):
            for path in self._found.get(name, []):
                if not is_same(path, photo):
                    return path
        return None

    def holds(self, path: Path, ending: str = "") -> bool:
        """Whether a file among the photos is the mark of one of them, of this kind or with another ending."""
        ending = ending or self._ending
        if not self._beside or not path.stem.endswith(ending):
            return False
        stem = path.stem.removesuffix(ending)
        return bool(stem) and any(path.with_name(stem + suffix).exists() for suffix in READABLE_SUFFIXES)


def _pictures(folder: Path, without: list[Path], unread: dict[Path, InputRefused]) -> Iterator[Path]:
    """Pictures below a folder, by name; hidden ones, linked folders and those in `without` are passed over.

    unread: takes the folders in it that cannot be read. Raises InputRefused for the folder itself.
    """

    def take(fault: OSError) -> None:
        refused = InputRefused(f"folder {fault.filename} {why_unread(fault)}")
        if Path(fault.filename) == folder:
            raise refused from fault
        unread[Path(fault.filename)] = refused

    for parent, folders, names in os.walk(folder, onerror=take):
        here = Path(parent)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not any(is_same(here / name, other) for other in without)
        )
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in READABLE_SUFFIXES:
                yield here / name


def _by_stem(folder: Path, unread: dict[Path, InputRefused]) -> Mapping[Path, list[Path]]:
    """{path below the folder without suffix: pictures of that name}."""
    found: dict[Path, list[Path]] = {}
    for path in _pictures(folder, [], unread):
        found.setdefault(path.relative_to(folder).with_suffix(""), []).append(path)
    return found
