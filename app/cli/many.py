"""`fill` over folders: which mask belongs to which photo, what is done already, what failed."""

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.cli.exits import Exit
from app.cli.fill import Job, Network, fill_one
from app.cli.parse import FillArguments
from app.cli.places import check_file, check_folder, check_writable_folder, is_same, numbered
from app.cli.voice import Voice
from app.files.encode import SUFFIXES
from app.files.errors import InputRefused, OutputRefused
from app.files.photo import READABLE_SUFFIXES, photo_size
from model.inference.errors import BadWeights, Cancelled, NoEngine

MASK_ENDING, SKETCH_ENDING = "_mask", "_sketch"

# Every further picture would end in the same way.
_ENDS_ALL = (NoEngine, BadWeights, Cancelled, BrokenPipeError)
_SAID_BY_MANY = (NoEngine, BadWeights, Cancelled, KeyboardInterrupt)


@dataclass(frozen=True, slots=True)
class Planned:
    """A photo of the folder.  job: None where it has no mask.  clash: another photo that has the same output."""

    photo: Path
    job: Job | None
    clash: Path | None = None


def fill_many(arguments: FillArguments, network: Network, voice: Voice) -> Exit:
    """Fill every photo that has a mask. Faults of one picture are said and the next is taken."""
    began = time.perf_counter()
    _check_places(arguments)
    plans = plan(arguments)
    counts: Counter[str] = Counter()
    try:
        for planned in plans:
            if network.cancelled():
                raise KeyboardInterrupt
            counts[_fill_planned(planned, arguments, network, voice)] += 1
    except _SAID_BY_MANY as fault:
        return voice.refusal(fault, str(planned.photo))
    finally:
        seconds = time.perf_counter() - began
        done, skipped, failed = counts["done"], counts["skipped"], counts["failed"]
        voice.remark(f"{done} done, {skipped} skipped, {failed} failed in {seconds:.1f} s")
        summary = {"done": done, "skipped": skipped, "failed": failed, "seconds": round(seconds, 4)}
        voice.record({"summary": summary})
    return Exit.SOME_FAILED if counts["failed"] else Exit.DONE


def plan(arguments: FillArguments) -> list[Planned]:
    """Every photo below the folder with its mask and output, in the order of their names."""
    if arguments.masks is None:
        raise ValueError("many pictures need a folder of masks")
    others = [folder for folder in (arguments.masks, arguments.sketches, arguments.output) if folder is not None]
    apart = [folder for folder in others if not is_same(folder, arguments.photo)]
    marks = ((arguments.masks, MASK_ENDING), (arguments.sketches, SKETCH_ENDING))
    beside = [ending for folder, ending in marks if folder is not None and is_same(folder, arguments.photo)]
    masks = _by_stem(arguments.masks)
    sketches = {} if arguments.sketches is None else _by_stem(arguments.sketches)
    claimed: dict[Path, Path] = {}
    plans = []
    for photo in _pictures(arguments.photo, without=apart):
        relative = photo.relative_to(arguments.photo)
        if any(_belongs_to_another(photo, ending) for ending in beside):
            continue
        mask = _match(masks, relative, photo, MASK_ENDING)
        if mask is None:
            plans.append(Planned(photo, None))
            continue
        output = arguments.output / (relative if relative.suffix.lower() in SUFFIXES else relative.with_suffix(".png"))
        job = Job(
            photo,
            mask,
            numbered(output, arguments.variants),
            _match(sketches, relative, photo, SKETCH_ENDING),
            arguments.exclude,
        )
        plans.append(Planned(photo, job, claimed.get(output)))
        claimed.setdefault(output, photo)
    if not plans:
        raise InputRefused(f"folder {arguments.photo} has no photos: check the path")
    return plans


def _check_places(arguments: FillArguments) -> None:
    check_folder(arguments.photo, "folder")
    for folder, what in ((arguments.masks, "folder of masks"), (arguments.sketches, "folder of sketches")):
        if folder is not None:
            check_folder(folder, what)
            if is_same(arguments.output, folder):
                raise OutputRefused(f"output {arguments.output} is the {what}: choose another folder")
    if arguments.exclude is not None:
        check_file(arguments.exclude, "exclude")
    if is_same(arguments.output, arguments.photo):
        raise OutputRefused(f"output {arguments.output} is the folder of photos: choose another folder")
    if os.path.lexists(arguments.output):
        check_writable_folder(arguments.output, arguments.output)
    else:
        check_writable_folder(arguments.output.absolute().parent, arguments.output)


def _fill_planned(planned: Planned, arguments: FillArguments, network: Network, voice: Voice) -> str:
    """Fill one photo of many -> "done", "skipped" or "failed"."""
    name = str(planned.photo)
    if planned.job is None:
        voice.remark(f"{name}: skipped, it has no mask")
        voice.record({"input": name, "skipped": "no mask"})
        return "skipped"
    job = planned.job
    if arguments.resume:
        there = [output for output in job.outputs if os.path.lexists(output)]
        finished = _finished(job, there)
        if len(finished) == len(job.outputs):
            voice.remark(f"{name}: skipped, it is finished")
            voice.record({"input": name, "skipped": "finished"})
            return "skipped"
        # Variants that an interrupted run left are made again along with the missing ones; other files are not ours.
        arguments = replace(arguments, overwrite=arguments.overwrite or finished == there)
    try:
        if planned.clash is not None:
            raise OutputRefused(f"output {job.outputs[0]} is that of {planned.clash} too: rename {name}")
        _make_folder(job.outputs[0].parent)
        fill_one(job, arguments, network, voice)
    except _ENDS_ALL:
        raise
    except Exception as fault:  # noqa: BLE001 - one bad picture must not keep the others from being filled
        voice.refusal(fault, name)
        return "failed"
    return "done"


def _finished(job: Job, there: list[Path]) -> list[Path]:
    """Those of the existing outputs that are pictures of the photo's size."""
    size = photo_size(job.photo) if there else None
    return [output for output in there if size is not None and photo_size(output) == size]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputRefused(f"output folder {folder} cannot be made ({fault.strerror}): choose another") from fault


def _pictures(folder: Path, without: list[Path]) -> Iterator[Path]:
    """Pictures below a folder, by name; hidden ones and the folders in `without` are passed over."""
    for parent, folders, names in os.walk(folder, onerror=_refuse_folder):
        here = Path(parent)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not any(is_same(here / name, other) for other in without)
        )
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in READABLE_SUFFIXES:
                yield here / name


def _refuse_folder(fault: OSError) -> None:
    raise InputRefused(f"folder {fault.filename} cannot be read ({fault.strerror}): check its permissions") from fault


def _by_stem(folder: Path) -> dict[Path, list[Path]]:
    """{path below the folder without suffix: pictures of that name}."""
    found: dict[Path, list[Path]] = {}
    for path in _pictures(folder, without=[]):
        found.setdefault(path.relative_to(folder).with_suffix(""), []).append(path)
    return found


def _match(marks: Mapping[Path, list[Path]], relative: Path, photo: Path, ending: str) -> Path | None:
    """The mask or sketch of a photo: same relative path and stem, or stem and ending; never the photo itself."""
    stem = relative.with_suffix("")
    for name in (stem, stem.with_name(stem.name + ending)):
        for path in marks.get(name, []):
            if not is_same(path, photo):
                return path
    return None


def _belongs_to_another(path: Path, ending: str) -> bool:
    """Whether a file in a folder that holds photos and masks is the mask of a photo in it; so for sketches."""
    if not path.stem.endswith(ending):
        return False
    stem = path.stem.removesuffix(ending)
    return any(path.with_name(stem + suffix).exists() for suffix in READABLE_SUFFIXES)
