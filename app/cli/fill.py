"""`fill`: one picture."""

import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.cli.exits import Exit
from app.cli.parse import FillArguments
from app.cli.places import check_file, check_output, is_same, numbered
from app.cli.voice import Speaker, Voice
from app.files.atomic import atomic_write
from app.files.colours import open_colours
from app.files.encode import check_saveable, format_of, losses, save_photo
from app.files.errors import InputRefused
from app.files.flatten import flattened
from app.files.mask import open_mask, read_mask
from app.files.photo import Photo, open_photo
from model.inference import FillRequest, FillResult, Inpainter, Progress
from model.inference.boxes import bounds_of, shifted
from model.inference.crops.cutting import LEAST_ALPHA
from model.inference.engines.cores import usable_cores

Load = Callable[[str], Inpainter]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Job:
    """One picture to fill.  outputs: one a variant."""

    photo: Path
    mask: Path
    outputs: tuple[Path, ...]
    sketch: Path | None = None
    exclude: Path | None = None
    colours: Path | None = None

    @property
    def inputs(self) -> Mapping[str, Path]:
        """What is read, by the name it has in refusals."""
        named = {"photo": self.photo, "mask": self.mask, "sketch": self.sketch, "exclude": self.exclude}
        named["colours"] = self.colours
        return {what: path for what, path in named.items() if path is not None}


class Network:
    """The Inpainter, loaded when the first picture needs it and not before."""

    def __init__(self, load: Load, device: str, cancelled: Cancelled) -> None:
        self._load, self._device = load, device
        self._inpainter: Inpainter | None = None
        self.cancelled = cancelled

    def fill(self, request: FillRequest, progress: Callable[[Progress], None]) -> FillResult:
        """Inpainter.fill, loading it first if need be."""
        if self._inpainter is None:
            progress(Progress("loading", 0, 0))
            self._inpainter = self._load(self._device)
        return self._inpainter.fill(request, progress, self.cancelled)

    def close(self) -> None:
        """Give the engine's memory back."""
        if self._inpainter is not None:
            self._inpainter.close()


def load_with_all_cores(device: str) -> Inpainter:
    """Inpainter.load; no window waits here for a core of its own."""
    return Inpainter.load(device, threads=usable_cores())


def never() -> bool:
    """Nobody cancels."""
    return False


def run_fill(
    arguments: FillArguments,
    *,
    load: Load = load_with_all_cores,
    cancelled: Cancelled = never,
    voice: Voice | None = None,
) -> Exit:
    """Fill one picture or many; say what happened; the exit code.

    Faults of one picture alone are raised. load: opens the engine for a device.
    """
    voice = voice or Voice(as_json=arguments.json, quiet=arguments.quiet)
    if arguments.guidance != 1 and arguments.sketch is None and arguments.sketches is None:
        option = "--sketch" if arguments.masks is None else "--sketches"
        voice.remark(f"--guidance does nothing without {option}: there are no strokes to follow")
    network = Network(load, arguments.device, cancelled)
    try:
        if arguments.masks is not None:
            from app.cli.many import fill_many

            return fill_many(arguments, network, voice)
        fill_one(job_of(arguments), arguments, network, voice)
        return Exit.DONE
    finally:
        network.close()


def job_of(arguments: FillArguments) -> Job:
    """The one picture that the command line names."""
    if arguments.mask is None:
        raise ValueError("one picture needs one mask")
    return Job(
        arguments.photo,
        arguments.mask,
        numbered(arguments.output, arguments.variants),
        arguments.sketch,
        arguments.exclude,
        arguments.colours,
    )


def fill_one(job: Job, arguments: FillArguments, network: Network, voice: Speaker) -> None:
    """Read, fill, write, and say it. Raises FileError, FillError, KeyboardInterrupt."""
    began = time.perf_counter()
    for what, path in job.inputs.items():
        check_file(path, what)
    for output in job.outputs:
        many = arguments.masks is not None
        check_output(output, job.inputs.values(), overwrite=arguments.overwrite, one_of_many=many)
    voice.progress(str(job.photo), "reading", 0, 0)
    photo = open_photo(job.photo)
    request, doubts = _request(job, photo, arguments)
    for output in job.outputs:
        check_saveable(output, photo.pixels, photo.metadata)
    if not request.hole.any():
        _copy(photo, job.outputs)
        warnings = ("nothing to fill", *photo.notes, *doubts)
        record = _record(job, request, None, time.perf_counter() - began, warnings)
        voice.remark(f"{job.photo}: nothing to fill, since {job.mask} has no white: {job.outputs[0]} is the photo")
        voice.result(map(str, job.outputs), record)
        return

    def progress(step: Progress) -> None:
        voice.progress(str(job.photo), step.stage, step.done, step.total)

    result = network.fill(request, progress)
    if network.cancelled():  # an interrupt that came inside a callback is not raised by itself
        raise KeyboardInterrupt
    voice.progress(str(job.photo), "writing", 0, 0)
    for output, candidate in zip(job.outputs, result.candidates, strict=True):
        filled = flattened(photo.pixels, candidate.box, candidate.pixels, candidate.alpha)
        save_photo(output, filled, photo.metadata)
    moved = (result.report.moved,) if result.report.moved else ()
    warnings = (*photo.notes, *doubts, *losses(job.outputs[0], photo.pixels), *result.report.warnings, *moved)
    for warning in warnings:
        voice.remark(f"{job.photo}: {warning}")
    seconds = time.perf_counter() - began
    voice.finish(f"{job.photo}: {np.count_nonzero(request.hole)} pixels in {seconds:.1f} s on {result.report.device}")
    record = _record(job, request, result, seconds, warnings)
    voice.result(map(str, job.outputs), record)


def _request(job: Job, photo: Photo, arguments: FillArguments) -> tuple[FillRequest, tuple[str, ...]]:
    """What is to be filled, and what is odd about it."""
    height, width = photo.pixels.shape[:2]
    hole, is_photographic = read_mask(job.mask, (width, height))
    if hole.all():
        raise InputRefused(f"mask {job.mask} covers the whole photo: leave something to continue from")
    others = {"sketch": job.sketch, "exclude": job.exclude}
    planes = {what: open_mask(path, (width, height), what) for what, path in others.items() if path is not None}
    request = FillRequest(
        photo=photo.pixels,
        hole=hole,
        sketch=planes.get("sketch"),
        exclude=planes.get("exclude"),
        colours=None if job.colours is None else open_colours(job.colours, (width, height)),
        quality=arguments.quality,
        variants=arguments.variants,
        detail=arguments.detail,
        grow=arguments.grow,
        feather=arguments.feather,
        blend=arguments.blend,
        guidance=arguments.guidance,
        seed=arguments.seed,
    )
    if is_same(job.mask, job.photo):
        return request, (f"mask {job.mask} is the photo itself: what is light in it counts as the hole",)
    if is_photographic:
        return request, (f"mask {job.mask} looks like a photo: what is light in it counts as the hole",)
    return request, _left_out(job, request)


def _left_out(job: Job, request: FillRequest) -> tuple[str, ...]:
    """Guidance that cannot do anything, since all of it is outside the hole."""
    if request.grow or not request.hole.any():
        return ()
    painted = None if request.colours is None else request.colours[..., 3] >= LEAST_ALPHA
    named = (("sketch", job.sketch, request.sketch), ("colours", job.colours, painted))
    return tuple(
        f"{what} {path} has nothing inside the mask, where alone it counts"
        for what, path, marks in named
        if marks is not None and not marks[request.hole].any()
    )


def _copy(photo: Photo, outputs: Iterable[Path]) -> None:
    """The photo as it is; where the format stays, the very file, since a JPEG made anew would have other pixels."""

    def copy_file(fresh: Path) -> None:
        shutil.copyfile(photo.path, fresh)

    for output in outputs:
        if format_of(output) == photo.format:
            atomic_write(output, copy_file)
        else:
            save_photo(output, photo.pixels, photo.metadata)


def _record(
    job: Job, request: FillRequest, result: FillResult | None, seconds: float, warnings: tuple[str, ...]
) -> dict[str, Any]:
    """The object that --json prints of a picture."""
    height, width = request.hole.shape
    report = None if result is None else result.report
    times = {"load": 0.0, "network": 0.0} if report is None else {**report.seconds}
    record: dict[str, Any] = {
        "input": str(job.photo),
        "output": str(job.outputs[0]),
        "width": width,
        "height": height,
        "hole_pixels": int(np.count_nonzero(request.hole)),
        "quality": request.quality,
        "working_sizes": [] if report is None else [list(size) for size in report.working_sizes],
        "device": None if report is None else report.device,
        "engine": None if report is None else report.engine,
        "weights": None if report is None else report.weights,
        "seconds": {name: round(value, 4) for name, value in {**times, "total": seconds}.items()},
        "changed_box": _changed_box(result),
        "context_boxes": [] if report is None else [list(box) for box in report.context_boxes],
        "detail": None if report is None else report.detail,
        "precision": None if report is None else report.precision,
        "steps": [] if report is None else list(report.steps),
        "warnings": list(warnings),
    }
    if len(job.outputs) > 1:
        record["outputs"] = [str(output) for output in job.outputs]
    return record


def _changed_box(result: FillResult | None) -> list[int]:
    """The smallest box around all pixels that a fill may have changed; candidates share one alpha."""
    if result is None or not result.candidates:
        return [0, 0, 0, 0]
    first = result.candidates[0]
    return [*shifted(bounds_of(first.alpha), first.box)]
