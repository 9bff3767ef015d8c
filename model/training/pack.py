"""python -m model.training.pack --photos FOLDER --out FOLDER [--parts N] [--cutouts]

Training photos in shards of about equal size, no larger than a canvas needs: for a machine that is rented by the
minute and reached through a narrow door. The parts, put into one folder there, are a --photos of their own.
"""

import argparse
import io
import logging
import sys
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from PIL import Image, ImageOps

from model.commands import REFUSED, UNWRITABLE, ended
from model.training.arguments import whole_number
from model.training.canvases import HEIGHT, UNREADABLE
from model.training.cutouts import cutout_of
from model.training.photo_files import EDGE_PREFIX, PhotoFile, photo_files
from model.training.photos import PhotosError

QUALITY = 92  # of reduced photos; what is small enough travels as it is
HEADER_BYTES = 1024  # of a tar member, its padding included

Packed = tuple[str, bytes, bytes | None]  # name, photo, edge map

log = logging.getLogger(__name__)


def packed(file: PhotoFile) -> bytes:
    """The photo's file, or where its short side is above HEIGHT a WebP of that height. Files that cannot be read too:
    whoever makes the cache names them."""
    try:
        image = Image.open(io.BytesIO(file.data))
        if min(image.size) <= HEIGHT:
            return file.data
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (*UNREADABLE, Image.DecompressionBombError):
        return file.data
    scale = HEIGHT / min(upright.size)
    size = (round(upright.width * scale), round(upright.height * scale))
    data = io.BytesIO()
    upright.resize(size, Image.Resampling.BOX, reducing_gap=3.0).save(data, "WEBP", quality=QUALITY)
    return data.getvalue()


def pack(source: Path, out: Path, *, parts: int, cutouts: bool = False) -> list[Path]:
    """Write `out`/part-1 to part-`parts`, each with a shard of photos and one of edge maps; returns their folders.

    parts: from 1 on; no more are made than there are photos.  cutouts: a part of each large photo as one more of them.
    PhotosError where there is nothing to pack or `out` holds something already.
    """
    if not source.is_dir():
        raise PhotosError(f"no folder {source}: give --photos a folder with pictures or tar shards")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PhotosError(f"{out} holds something already: give --out a new or empty folder")
    skipped: dict[str, str] = {}
    files: list[Packed] = []
    closer: list[Packed] = []
    for file in photo_files(source, skipped.__setitem__):
        files.append((file.name.replace("/", "_"), packed(file), file.edges))
        part = cutout_of(file) if cutouts else None
        if part is not None:
            closer.append((part.name.replace("/", "_"), part.data, part.edges))
    files += closer
    if not files:
        raise PhotosError(f"no photos in {source}: give --photos a folder with pictures or tar shards")
    if skipped:
        log.warning("left out: %s", "; ".join(f"{name} ({reason})" for name, reason in skipped.items()))
    folders = []
    for number, shard in enumerate(_shares(files, parts), 1):
        folder = out / f"part-{number}"
        folder.mkdir(parents=True)
        _write(folder, f"photos-{number}.tar", shard)
        folders.append(folder)
    return folders


def _shares(files: list[Packed], parts: int) -> Iterator[list[Packed]]:
    """The files in order, cut where each part has its share of the bytes."""
    sizes = [len(data) + len(edges or b"") + 2 * HEADER_BYTES for _, data, edges in files]
    share, filled, start = sum(sizes) / parts, 0, 0
    for end, size in enumerate(sizes, 1):
        filled += size
        if filled >= share - size / 2 or end == len(files):
            yield files[start:end]
            filled, start = filled - round(share), end


def _write(folder: Path, name: str, files: list[Packed]) -> None:
    with ExitStack() as stack:
        photos = stack.enter_context(tarfile.open(folder / name, "w"))
        edges = stack.enter_context(tarfile.open(folder / f"{EDGE_PREFIX}{name}", "w"))
        for member, data, drawn in files:
            _add(photos, member, data)
            if drawn is not None:
                _add(edges, member, drawn)


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    tar.addfile(entry, io.BytesIO(data))


def main() -> int:
    """Pack as the command line says; the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m model.training.pack", description="Pack training photos.")
    parser.add_argument("--photos", type=Path, required=True, help="folder with photos or tar shards")
    parser.add_argument("--out", type=Path, required=True, help="new folder for the parts")
    parser.add_argument("--parts", type=whole_number, default=4, metavar="N", help="how many (default: 4)")
    parser.add_argument("--cutouts", action="store_true", help="add a part of each large photo, as sharp as the whole")
    arguments = parser.parse_args()

    def work() -> None:
        for folder in pack(arguments.photos, arguments.out, parts=arguments.parts, cutouts=arguments.cutouts):
            size = sum(path.stat().st_size for path in folder.iterdir())
            log.info("%s  %.1f MiB", folder, size / 2**20)

    return ended(work, {PhotosError: REFUSED, OSError: UNWRITABLE}, stopped="stopped: not all parts were written")


if __name__ == "__main__":
    sys.exit(main())
