"""Every loader of the program on mutations of real files: a clean refusal or a result, soon, within limits.

An input is told by the loader, the seed and its number, so that whatever a run finds can be made again:

    python -m tests.fuzzing png-8 1 417
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
import time
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.files.errors import InputRefused
from app.files.mask import open_mask
from app.files.metadata import Metadata
from app.files.photo import open_photo, photo_size, save_photo
from app.files.project import Project, open_project, save_project
from app.files.recovery import Store, find_stores
from app.files.settings import Settings, load_settings, save_settings
from app.files.thumbnails import thumbnail_of
from model.inference.errors import BadWeights
from model.inference.onnxfile import names_other_files
from model.inference.weights import FOLDER, GENERATOR, load_weights
from tests.app.files.project.conftest import full_document
from tests.model.inference.test_onnxfile import INSIDE, PLACES

LONGEST_S = 5.0
INTERESTING = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63, 2**64 - 1)
NUMBERS = (b"0", b"-1", b"1e999", b"NaN", b"4294967295", b"99999999999999999999", b"1.5", b"null", b"[]", b'""')


@dataclass(frozen=True)
class Loader:
    """sample: a whole file.  suffix: of its name.  read: of a mutated one, in a folder of its own."""

    sample: Callable[[], bytes]
    suffix: str
    read: Callable[[Path], object]


def mutated(content: bytes, rng: random.Random) -> bytes:
    """One to eight changes of the kinds that find faults in readers."""
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        if not changed:
            break
        at = rng.randrange(min(len(changed), 512) if rng.random() < 0.4 else len(changed))  # often in the header
        kind = rng.randrange(8)
        if kind == 0:
            changed[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            changed[at] = rng.randrange(256)
        elif kind == 2:
            width, order = rng.choice((1, 2, 4, 8)), rng.choice(("big", "little"))
            number = rng.choice(INTERESTING) % (1 << 8 * width)
            changed[at : at + width] = number.to_bytes(width, order)  # type: ignore[arg-type]
        elif kind == 3:
            del changed[at:]
        elif kind == 4:
            del changed[at : at + rng.randrange(1, 64)]
        elif kind == 5:
            changed[at:at] = rng.randbytes(rng.randrange(1, 64))
        elif kind == 6:
            length = rng.randrange(1, 256)
            changed[at:at] = changed[at : at + length] * rng.choice((1, 2, 50))
        else:
            digits = next((n for n in range(at, min(len(changed), at + 200)) if 48 <= changed[n] < 58), at)
            changed[digits : digits + 1] = rng.choice(NUMBERS)
    return bytes(changed)


def repaired(content: bytes) -> bytes:
    """A PNG whose checksums are right: else hardly a mutation would get past them."""
    changed, at = bytearray(content), 8
    while at + 12 <= len(changed):
        length = int.from_bytes(changed[at : at + 4], "big")
        end = at + 8 + length
        if end + 4 > len(changed):
            break
        changed[end : end + 4] = zlib.crc32(changed[at + 4 : end]).to_bytes(4, "big")
        at = end + 4
    return bytes(changed)


def picture(suffix: str, dtype: type = np.uint8, channels: int = 3, **extra: Any) -> bytes:
    top = np.iinfo(dtype).max
    pixels = np.random.default_rng(1).integers(0, top, (24, 32, channels), dtype, endpoint=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        if suffix in (".gif", ".bmp", ".avif"):
            Image.fromarray(pixels).save(path, **extra)
        else:
            exif = Image.Exif()
            exif[274], exif[305] = 6, "a program"
            xmp = b'<x xmlns:tiff="t" tiff:Orientation="6"/>'
            save_photo(path, pixels, Metadata(exif=exif.tobytes()[6:], xmp=xmp, dpi=(72.0, 72.0), icc=profile()))
        return path.read_bytes()


def profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def project() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.ora"
        save_project(path, Project(full_document()))
        return path.read_bytes()


def read_picture(path: Path) -> None:
    thumbnail_of(path, path.parent / "thumbnails")
    size = photo_size(path)
    found = open_photo(path)
    if size != (found.pixels.shape[1], found.pixels.shape[0]):
        raise AssertionError(f"the look says {size}, the pixels are {found.pixels.shape}")


def read_project(path: Path) -> None:
    thumbnail_of(path, path.parent / "thumbnails")
    open_project(path)


def read_parts(path: Path) -> None:
    """One entry of a project, mutated inside of a whole file: checksums do not catch it."""
    content = path.read_bytes()
    rng = random.Random(content)
    whole = zipfile.ZipFile(io.BytesIO(sample("project")))
    names = whole.namelist()
    chosen = rng.choice(["stack.xml", "gatebrush/document.json", rng.choice(names)])
    target = path.with_name("parts.ora")
    with zipfile.ZipFile(target, "w") as file:
        for name in names:
            part = whole.read(name)
            file.writestr(name, mutated(part, rng) if name == chosen else part)
    open_project(target)


def read_recovery(path: Path) -> None:
    """The index or a part of recovered work, mutated."""
    content = path.read_bytes()
    rng = random.Random(content)
    root = path.with_name("recovery")
    store = Store.create(root)
    store.write(Project(full_document()), "a.jpg")
    store.release()
    files = sorted(entry for entry in store.folder.iterdir() if entry.name != "owner")
    chosen = rng.choice([store.folder / "index.json", rng.choice(files)])
    chosen.write_bytes(mutated(chosen.read_bytes(), rng))
    found = find_stores(root)
    try:
        for each, _ in found.stores:
            each.picture()
            each.read()
    finally:
        for each, _ in found.stores:
            each.release()


def settings() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        save_settings(path, Settings(recent=("/a/b.jpg", "/c.ora"), shortcuts={"fill": "F5"}))
        return path.read_bytes()


def read_manifest_file(path: Path) -> None:
    path.rename(path.with_name("manifest.json"))
    (path.parent / GENERATOR).write_bytes(b"\x08\x08")
    load_weights(path.parent)


def network() -> bytes:
    """The shipped one is large; this has a tensor everywhere where one can be."""
    return b"".join(place(INSIDE) for place in PLACES.values())


def read_settings(path: Path) -> None:
    loaded, problems = load_settings(path)
    if any("\n" in problem for problem in problems):
        raise AssertionError(problems)
    save_settings(path, loaded)


LOADERS: Mapping[str, Loader] = {
    "jpeg": Loader(lambda: picture(".jpg"), ".jpg", read_picture),
    "png-8": Loader(lambda: picture(".png", channels=4), ".png", read_picture),
    "png-16": Loader(lambda: picture(".png", np.uint16), ".png", read_picture),
    "webp": Loader(lambda: picture(".webp"), ".webp", read_picture),
    "tiff": Loader(lambda: picture(".tif"), ".tif", read_picture),
    "tiff-16": Loader(lambda: picture(".tif", np.uint16, 4), ".tif", read_picture),
    "gif": Loader(lambda: picture(".gif"), ".gif", read_picture),
    "bmp": Loader(lambda: picture(".bmp"), ".bmp", read_picture),
    "avif": Loader(lambda: picture(".avif"), ".avif", read_picture),
    "mask": Loader(lambda: picture(".png", channels=1), ".png", lambda path: open_mask(path, (24, 32))),
    "project": Loader(project, ".ora", read_project),
    "project-parts": Loader(lambda: bytes(range(64)), ".bin", read_parts),
    "recovery": Loader(lambda: bytes(range(64)), ".bin", read_recovery),
    "settings": Loader(settings, ".json", read_settings),
    "manifest": Loader(lambda: (FOLDER / "manifest.json").read_bytes(), ".txt", read_manifest_file),
    "onnx": Loader(network, ".onnx", lambda path: names_other_files(path.read_bytes())),
}
REFUSALS: Mapping[str, type[Exception]] = {"manifest": BadWeights, "onnx": ValueError}
_samples: dict[str, bytes] = {}


def sample(name: str) -> bytes:
    if name not in _samples:
        _samples[name] = LOADERS[name].sample()
    return _samples[name]


def input_of(name: str, seed: int, number: int) -> bytes:
    content = mutated(sample(name), random.Random(f"{name} {seed} {number}"))
    return repaired(content) if LOADERS[name].suffix == ".png" and number % 2 else content


def try_one(name: str, content: bytes) -> tuple[bool, float]:
    """Whether it was refused, and the processor's seconds. Raises what no loader may; AssertionError: a bad refusal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"input{LOADERS[name].suffix}"
        path.write_bytes(content)
        began_s = time.process_time()
        refused = False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                LOADERS[name].read(path)
            except REFUSALS.get(name, InputRefused) as fault:
                refused = True
                line = str(fault)
                if not line or "\n" in line:
                    raise AssertionError(f"a refusal of several lines: {line!r}") from fault
        return refused, time.process_time() - began_s


if __name__ == "__main__":
    print(json.dumps(try_one(sys.argv[1], input_of(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))  # noqa: T201
