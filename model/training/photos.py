"""The photo cache: every training photo decoded once into one array of equal canvases.

A canvas is (HEIGHT, WIDTH, 4) uint8: R, G, B and eight bit planes of strokes. The whole array fits in the memory of
a GPU (6,500 photos: 2.9 GB) and is memory-mapped on a CPU. A cache folder appears whole, under its name, or not at
all.
"""

import json
import logging
import multiprocessing
import os
import shutil
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from model.training.canvases import HEIGHT, WIDTH, BadPhoto, canvas_of
from model.training.photo_files import PhotoFile, fingerprint, photo_files

__all__ = ["HEIGHT", "WIDTH", "PhotoCache", "PhotosError", "build_cache", "open_cache"]

VERSION = 2
FORMAT, CANVASES, SIZES, SKIPPED = "format.json", "canvases.npy", "sizes.npy", "skipped.json"
FEW_CORES = 4
NAMED = 5  # skipped files that the log line names

log = logging.getLogger(__name__)


class PhotosError(RuntimeError):
    """Why there are no photos to train on: one line, with what to do."""


class CacheNotWritten(OSError):
    """The cache's folder cannot be written, or its disk is full: one line; nothing was kept of it."""


@dataclass(frozen=True, slots=True)
class PhotoCache:
    """Decoded photos.

    canvases: (N, HEIGHT, WIDTH, 4) uint8, the photo in the top left corner, in channel 3 bit 0 the strokes as traced
    and bits 1..7 as drawn.  sizes: (N, 2) int32, height, width.
    """

    canvases: np.ndarray
    sizes: np.ndarray

    def __len__(self) -> int:
        return len(self.sizes)

    def expect(self, which: np.ndarray) -> None:
        """Ask the system to read these photos from the disk meanwhile. which: (K,) int."""
        if not isinstance(self.canvases, np.memmap) or not hasattr(os, "posix_fadvise"):
            return
        length = int(np.prod(self.canvases.shape[1:]))
        with open(str(self.canvases.filename), "rb") as file:
            for number in which:
                start = int(self.canvases.offset + number * length)
                os.posix_fadvise(file.fileno(), start, length, os.POSIX_FADV_WILLNEED)


def open_cache(source: Path, cache: Path) -> PhotoCache:
    """The photos of `source` from the folder `cache`, decoding them first where that was not done yet.

    source: a folder with photos or tar shards, `hed-NAME.tar` beside `NAME.tar` for the edge maps.
    PhotosError where there is nothing to train on, or `cache` is not a cache of this version.  CacheNotWritten where
    the disk has no room or no place for it.
    """
    if not (cache / FORMAT).exists():
        build_cache(source, cache)
    try:
        made = json.loads((cache / FORMAT).read_text())
        if made.get("version") != VERSION:
            found = made.get("version")
            raise PhotosError(f"{cache} is a photo cache of version {found}, not {VERSION}: give another --cache")
        _same_photos(source, cache, made.get("source"))
        canvases, sizes = np.load(cache / CANVASES, mmap_mode="r"), np.load(cache / SIZES)
    except (OSError, ValueError, AttributeError) as fault:
        raise PhotosError(f"{cache} is damaged ({fault}): remove it, it is made anew from --photos") from fault
    if canvases.shape != (len(sizes), HEIGHT, WIDTH, 4):
        raise PhotosError(f"{cache} is damaged (its files do not agree): remove it, it is made anew from --photos")
    return PhotoCache(canvases, sizes)


def _same_photos(source: Path, cache: Path, made_from: str | None) -> None:
    if not source.is_dir():
        log.warning("no folder %s: the photos are those of the cache", source)
    elif made_from is not None and made_from != fingerprint(source):
        raise PhotosError(f"{cache} was made from other photos than {source} holds: remove it, or give another --cache")


def build_cache(source: Path, cache: Path) -> None:
    """Decode every photo of `source` into the new folder `cache`; what cannot be used is named in skipped.json.

    An interrupted build leaves `NAME.partial` beside it at most, which the next one replaces.
    """
    if not source.is_dir():
        raise PhotosError(f"no folder {source}: give --photos a folder with pictures or tar shards")
    if (cache / SIZES).exists():
        raise PhotosError(f"{cache} is a photo cache of an older version: remove it, or give another --cache")
    if cache.exists() and (not cache.is_dir() or any(cache.iterdir())):
        raise PhotosError(f"{cache} holds something else: give --cache a new or empty folder")
    partial = cache.with_name(cache.name + ".partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        _write(source, partial)
        if cache.exists():
            cache.rmdir()  # empty, as seen above; Windows would not rename over it
        partial.rename(cache)
    except OSError as fault:
        # A full disk ends here: canvases are written, not mapped, so that it is an error and no signal.
        raise CacheNotWritten(f"{cache} cannot be written ({fault.strerror}): give another --cache") from fault
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write(source: Path, folder: Path) -> None:
    skipped: dict[str, str] = {}
    sizes: list[tuple[int, int]] = []
    with (folder / CANVASES).open("wb") as file:
        _write_header(file, 0)
        for canvas in _canvases(source, skipped):
            full = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
            full[: canvas.shape[0], : canvas.shape[1]] = canvas
            file.write(full.tobytes())
            sizes.append((canvas.shape[0], canvas.shape[1]))
        file.seek(0)
        _write_header(file, len(sizes))
    if not sizes and skipped:
        raise PhotosError(f"none of the {len(skipped)} photos in {source} can be used: {_listed(skipped)}")
    if not sizes:
        raise PhotosError(f"no photos in {source}: give --photos a folder with pictures or tar shards")
    if skipped:
        more = f"; all in {SKIPPED}" if len(skipped) > NAMED else ""
        log.warning("%d files skipped: %s%s", len(skipped), _listed(skipped), more)
    np.save(folder / SIZES, np.array(sizes, np.int32))
    (folder / SKIPPED).write_text(json.dumps(skipped, indent=1, ensure_ascii=False), encoding="utf-8")
    (folder / FORMAT).write_text(json.dumps({"version": VERSION, "photos": len(sizes), "source": fingerprint(source)}))


def _write_header(file: BinaryIO, count: int) -> None:
    # numpy leaves room for a longer first axis, so the header keeps its length when the count is known.
    shape = (count, HEIGHT, WIDTH, 4)
    np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})


def _executor(workers: int) -> Executor:
    """Threads keep a few cores busy; many wait for each other's turn in the interpreter."""
    if workers <= FEW_CORES:
        return ThreadPoolExecutor(workers)
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def _listed(skipped: dict[str, str]) -> str:
    named = "; ".join(f"{name} ({reason})" for name, reason in list(skipped.items())[:NAMED])
    return f"{named} …" if len(skipped) > NAMED else named


def _canvases(source: Path, skipped: dict[str, str]) -> Iterator[np.ndarray]:
    """Canvases in the order of the files, decoded a few files ahead and no more."""
    ahead: deque[tuple[str, Future[np.ndarray]]] = deque()
    workers = os.cpu_count() or 1

    def finished() -> Iterator[np.ndarray]:
        name, future = ahead.popleft()
        try:
            yield future.result()
        except BadPhoto as fault:
            skipped[name] = str(fault)

    files: Iterator[PhotoFile] = photo_files(source, skipped.__setitem__)
    with _executor(workers) as executor:
        for file in files:
            ahead.append((file.name, executor.submit(canvas_of, file)))
            if len(ahead) > 4 * workers:
                yield from finished()
        while ahead:
            yield from finished()
