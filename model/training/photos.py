"""Training photographs: tar shards and folders, decoded once into one array of equal canvases.

A canvas is (HEIGHT, WIDTH, 4) uint8: R, G, B and the photo's traced strokes (255 = stroke). The whole array fits
in the memory of a GPU (6,500 photos: 2.9 GB) and is memory-mapped on a CPU.
"""

import io
import json
import logging
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from model.training.sketches import trace

HEIGHT, WIDTH = 288, 386
SUFFIXES = (".webp", ".jpg", ".jpeg", ".png")
EDGE_PREFIX = "hed-"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PhotoCache:
    """Decoded photos.

    canvases: (N, HEIGHT, WIDTH, 4) uint8, the photo in the top left corner.  sizes: (N, 2) int32, height, width.
    """

    canvases: np.ndarray
    sizes: np.ndarray

    def __len__(self) -> int:
        return len(self.sizes)


def open_cache(source: Path, cache: Path) -> PhotoCache:
    """The photos of `source` from the folder `cache`, decoding them first where that was not done yet.

    source: a folder with photos or tar shards, `hed-NAME.tar` beside `NAME.tar` for the edge maps.
    """
    pixels, sizes = cache / "canvases.npy", cache / "sizes.npy"
    if not sizes.exists():  # written last
        build_cache(source, cache)
    return PhotoCache(np.load(pixels, mmap_mode="r"), np.load(sizes))


def build_cache(source: Path, cache: Path) -> None:
    """Decode every photo of `source` into `cache`; what cannot be read is named in skipped.json and left out."""
    cache.mkdir(parents=True, exist_ok=True)
    edges = dict(_files(source, edges=True))
    names = dict(_files(source, edges=False))
    if not names:
        raise FileNotFoundError(f"no photos in {source}: give a folder with pictures or tar shards")
    canvases = np.lib.format.open_memmap(
        cache / "canvases.npy", mode="w+", dtype=np.uint8, shape=(len(names), HEIGHT, WIDTH, 4)
    )
    sizes: list[tuple[int, int]] = []
    skipped: list[str] = []
    with ThreadPoolExecutor() as pool:
        jobs = [(name, data, edges.get(name)) for name, data in names.items()]
        for name, canvas in zip(names, pool.map(_decode, jobs), strict=True):
            if canvas is None:
                skipped.append(name)
                continue
            height, width = canvas.shape[:2]
            canvases[len(sizes), :height, :width] = canvas
            sizes.append((height, width))
    canvases.flush()
    (cache / "skipped.json").write_text(json.dumps(skipped))
    if skipped:
        log.warning("%d photos could not be read: %s", len(skipped), ", ".join(skipped[:10]))
    np.save(cache / "sizes.npy", np.array(sizes, np.int32))


def _files(source: Path, *, edges: bool) -> Iterator[tuple[str, bytes]]:
    for shard in sorted(source.glob("*.tar")):
        if shard.name.startswith(EDGE_PREFIX) == edges:
            with tarfile.open(shard) as tar:
                for member in tar:
                    if member.isfile() and member.name.lower().endswith(SUFFIXES):
                        data = tar.extractfile(member)
                        assert data is not None  # isfile() was asked
                        yield Path(member.name).stem, data.read()
    if not edges:
        for path in sorted(source.iterdir()):
            if path.suffix.lower() in SUFFIXES:
                yield path.stem, path.read_bytes()


def _decode(job: tuple[str, bytes, bytes | None]) -> np.ndarray | None:
    name, data, edge_data = job
    try:
        photo = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    except (OSError, ValueError, Image.DecompressionBombError) as fault:
        log.warning("%s: %s", name, fault)
        return None
    scale = HEIGHT / min(photo.shape[:2])
    if scale < 1:
        size = (round(photo.shape[1] * scale), round(photo.shape[0] * scale))
        photo = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    if photo.shape[0] > photo.shape[1]:
        # The canvas lies on its side; an upright photo loses its lower end rather than its right way up.
        photo = photo[:HEIGHT]
    photo = photo[:HEIGHT, :WIDTH]
    strokes = np.zeros(photo.shape[:2], np.uint8)
    if edge_data is not None:
        strokes = _strokes(edge_data, photo.shape[:2])
    return np.dstack([photo, strokes])


def _strokes(edge_data: bytes, shape: tuple[int, int]) -> np.ndarray:
    edges = np.asarray(Image.open(io.BytesIO(edge_data)).convert("L"))
    # Edge maps are smaller than their photos: the short sides tell by how much.
    ratio = min(shape) / min(edges.shape)
    edges = cv2.resize(edges, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_CUBIC)
    strokes = np.zeros(shape, np.uint8)
    part = trace(edges)[: shape[0], : shape[1]]
    strokes[: part.shape[0], : part.shape[1]] = part * np.uint8(255)
    return strokes
