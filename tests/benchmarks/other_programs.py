"""Projects and Photoshop files in other programs: what they show of them, against what is shown here.

    xvfb-run -a python tests/benchmarks/other_programs.py [--folder KEEP_FILES_HERE] [--gimp COMMAND]

Krita, MyPaint (with GTK's Python of the system), GIMP 2.10, pyora and GIMP 3 are asked where they are installed,
without a person: each opens the file and writes the picture that it makes of the layers. What Krita saves as OpenRaster
is opened here again. Every document but the last has each blend mode with and without a mask, opacities, a hidden and
a locked layer, one in the far corner, and Korean names; the last is what removing something leaves. Prints Markdown:
the largest and the mean difference of a channel, of 255, on white; what GIMP 3 lists goes to the stream of errors.

--gimp: the command of a GIMP 3 with its Python plug-ins, if it is not gimp-console-3.0. It must see the files under
their own names: for one in another root, bind the temporary folder, or --folder, into that.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image, ImageFilter

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer, LayerMask
from app.document.layers.conversion import as_depth
from app.document.layers.layer import BLENDS
from app.files.metadata import Metadata
from app.files.project import open_project, save_project
from app.files.project.project import Project
from app.files.psd import save_psd
from tests.benchmarks import gimp

MYPAINT = """
import sys
sys.path.insert(0, "/usr/lib/mypaint")
import gi
gi.require_version("Gtk", "3.0")
import lib.config, lib.eotf
from lib import mypaintlib
import lib.document
document = lib.document.Document(painting_only=False)
document.load(sys.argv[1], compat_handler=lambda eotf, stack: lib.eotf.set_eotf(float(eotf or 2.2)))
document.save(sys.argv[2])
"""
WIDTH, HEIGHT, SIDE = 640, 480, 96
KINDS = {
    "RGB, 8 bits": (3, np.uint8),
    "RGBA, 8 bits": (4, np.uint8),
    "grey, 8 bits": (1, np.uint8),
    "RGB, 16 bits": (3, np.uint16),
}
SAMPLES = Path(__file__).resolve().parents[2] / "resources/samples"


def smooth(height: int, width: int, channels: int, dtype: Any, seed: int) -> Any:
    """Colour that changes slowly, so that a picture one pixel off is seen in the numbers, with a step in it."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        0.5 + 0.5 * np.sin(x / rng.uniform(9, 40) + y / rng.uniform(9, 40) + rng.uniform(0, 6)) for _ in range(channels)
    ]
    pixels = np.stack(planes, axis=-1)
    pixels[: height // 2, : width // 3] = 1 - pixels[: height // 2, : width // 3]
    return np.rint(pixels * np.iinfo(dtype).max).astype(dtype)


def documents() -> dict[str, Callable[[], Document]]:
    return {name: partial(document_of, *kind) for name, kind in KINDS.items()} | {"photo with fills": filled_photo}


def filled_photo() -> Document:
    """Two fills with a soft edge, one of them restored in part, as far as other programs know: any pixels will do."""
    with Image.open(SAMPLES / "dune.jpg") as image, Image.open(SAMPLES / "dune_mask.png") as hole:
        photo, hole = np.asarray(image.convert("RGB")), hole.convert("L")
    document = Document(photo)
    x0, y0, x1, y1 = hole.getbbox()
    box = Box(x0, y0, x1, y1).grow(8).clip(document.size)
    alpha = np.asarray(hole.filter(ImageFilter.BoxBlur(4)))[box.slices].copy()
    height, width = box.size.shape
    restored = np.clip(np.abs(np.linspace(-8, 8, width)) * 64, 0, 255).astype(np.uint8)
    mask = LayerMask.of(np.ascontiguousarray(np.broadcast_to(restored, (height, width))))
    for number, cut in enumerate((None, mask)):
        place = box.shift(0, -number * (box.y0 // 2))
        pixels = np.roll(photo, photo.shape[1] // 3, axis=1)[place.slices].copy()
        fill = Layer(document.new_layer_id(), f"Fill {number + 1}", place, pixels, alpha, mask=cut)
        document.insert_layer(number, fill)
    return document


def document_of(channels: int, dtype: Any) -> Document:
    photo = smooth(HEIGHT, WIDTH, channels, dtype, 1)
    if channels == 4:  # seen through, or not; half transparent places differ by intent: docs/projects.md
        photo[..., 3] = np.where(photo[..., 3] > np.iinfo(dtype).max // 3, np.iinfo(dtype).max, 0)
    document = Document(photo)
    for number, blend in enumerate((*BLENDS, *BLENDS)):
        x, y = 20 + number % 6 * 98, 30 + number // 6 * 120
        document.insert_layer(number, layer_of(document, number, blend, Box(x, y, x + SIDE, y + SIDE)))
    far = Box(WIDTH - 5, HEIGHT - 3, WIDTH, HEIGHT)
    extra = [
        replace(layer_of(document, 12, "normal", Box(40, 300, 200, 400)), name="숨김", visible=False),
        replace(layer_of(document, 13, "overlay", Box(230, 290, 420, 420)), name="채우기 «1» & <둘>", locked=True),
        layer_of(document, 14, "normal", far),
    ]
    for layer in extra:
        document.insert_layer(len(document.layers), layer)
    document.sketch.swap(document.sketch.patch_to(photo[..., 0] > np.iinfo(dtype).max * 0.99))
    document.hole.swap(document.hole.patch_to(photo[..., 0] < np.iinfo(dtype).max * 0.01))
    return document


def layer_of(document: Document, number: int, blend: str, box: Box) -> Layer:
    """The second round of modes has masks and half opacity; every third layer has a soft alpha of its own."""
    channels, dtype = document.channels, document.photo.dtype
    height, width = box.size.shape
    pixels = smooth(height, width, channels, dtype, 20 + number)
    if channels == 4:
        pixels[..., 3] = document.photo[box.slices][..., 3]  # as a fill has it
    alpha = np.full((height, width), 255, np.uint8)
    if number % 3 == 1:
        alpha = smooth(height, width, 1, np.uint8, 50 + number)[..., 0]
    mask = LayerMask.of(smooth(height, width, 1, np.uint8, 80 + number)[..., 0]) if number >= 6 else None
    opacity = 1.0 if number < 6 else 0.5 + 0.03 * number
    name = f"{blend} {number}"
    return Layer(document.new_layer_id(), name, box, pixels, alpha, opacity=opacity, blend=blend, mask=mask)


def run(command: list[str], target: Path) -> None:
    """Have another program write a file. Krita and MyPaint insist on a display."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if not target.exists():
        raise SystemExit(f"{command[0]} wrote nothing:\n{done.stdout}\n{done.stderr}")


def by_krita(source: Path, target: Path) -> None:
    run(["krita", "--nosplash", str(source), "--export", "--export-filename", str(target)], target)


def by_mypaint(source: Path, target: Path) -> None:
    run(["/usr/bin/python3", "-c", MYPAINT, str(source), str(target)], target)


def by_gimp(source: Path, target: Path) -> None:
    script = f"""(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "{source}" "a")))
        (layer (car (gimp-image-merge-visible-layers image CLIP-TO-IMAGE))))
        (file-png-save RUN-NONINTERACTIVE image layer "{target}" "a" 0 1 0 0 0 0 0) (gimp-quit 0))"""
    run(["gimp-2.10", "-i", "-d", "-f", "-b", script], target)


def by_pyora(source: Path, target: Path) -> None:
    """Its own picture of the layers, not the merged one that lies in the file."""
    from pyora import Project as Theirs

    Theirs.load(str(source)).get_image_data(use_original=False).save(target)


def is_here(program: str) -> bool:
    return importlib.util.find_spec("pyora") is not None if program == "pyora" else shutil.which(program) is not None


def shown(document: Document) -> Any:
    return as_depth(compose(document, Box.of(document.size)), np.uint8)


def difference(mine: Any, theirs: Any) -> str:
    """As people see them: on white, since programs keep any colour they like where nothing is seen."""
    pictures = [on_white(pixels) for pixels in (mine, theirs)]
    height, width = pictures[0].shape[:2]
    apart = np.abs(pictures[0] - pictures[1][:height, :width])  # MyPaint writes whole tiles
    return f"{apart.max():.0f} ({apart.mean():.3f})"


def on_white(pixels: Any) -> Any:
    if pixels.ndim == 2:
        pixels = pixels[..., np.newaxis]
    values = pixels.astype(np.float64)
    if pixels.shape[2] in (2, 4):
        alpha = values[..., -1:] / 255
        values = values[..., :-1] * alpha + 255 * (1 - alpha)
    return np.broadcast_to(values, (*values.shape[:2], 3))


def read(path: Path) -> Any:
    with Image.open(path) as image:
        return np.asarray(image if image.mode in ("L", "LA", "RGB", "RGBA") else image.convert("RGBA"))


def row(name: str, folder: Path, gimp3: gimp.Gimp | None) -> list[str]:
    document = documents()[name]()
    stem = folder / name.replace(", ", "-").replace(" ", "-")
    files = {"ora": stem.with_suffix(".ora"), "psd": stem.with_suffix(".psd")}
    save_project(files["ora"], Project(document, Metadata()))
    save_psd(files["psd"], document, Metadata())
    cells = [name]
    for kind, program, read_by in READERS:
        target = folder / f"{stem.name}-{kind}-{program}.png"
        if not is_here(program):
            cells.append("not here")
            continue
        read_by(files[kind], target)
        cells.append(difference(shown(document), read(target)))
    if is_here("krita"):
        theirs = folder / f"{stem.name}-krita.ora"
        by_krita(files["ora"], theirs)
        back = open_project(theirs)
        cells.append(difference(read(folder / f"{stem.name}-ora-krita.png"), shown(back.document)))
        print(f"{theirs.name}: {'; '.join(back.notes) or 'no notes'}", file=sys.stderr)
    else:
        cells.append("not here")
    return cells + cells_of_gimp(gimp3, document, files["ora"])


def cells_of_gimp(gimp3: gimp.Gimp | None, document: Document, source: Path) -> list[str]:
    """What it shows as the file opens, and what with all layers mixing as others do."""
    if gimp3 is None:
        return ["not here"] * 2
    stem = source.with_name(f"{source.stem}-ora-gimp3")
    layers = gimp3.show(source, stem)
    wrong = gimp.unlike(document, layers)
    print(f"{source.name} in GIMP 3: {'otherwise: ' + ', '.join(wrong) if wrong else 'as written'}", file=sys.stderr)
    gimp.print_tree(layers)
    return [difference(shown(document), read(Path(f"{stem}{end}.png"))) for end in ("", "-as-stored")]


READERS = (
    ("ora", "krita", by_krita),
    ("ora", "mypaint", by_mypaint),
    ("ora", "pyora", by_pyora),
    ("psd", "krita", by_krita),
    ("psd", "gimp-2.10", by_gimp),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="keep the files here")
    parser.add_argument("--gimp", default=gimp.COMMAND, help="the command of GIMP 3")
    options = parser.parse_args()
    gimp3 = gimp.Gimp.found(options.gimp)
    with tempfile.TemporaryDirectory() as fresh:
        folder = (options.folder or Path(fresh)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        heads = [f"{kind.upper()} in {program}" for kind, program, _ in READERS]
        heads += ["krita's ORA here", "ORA in GIMP 3", "mixing as stored"]
        print("| document | " + " | ".join(heads) + " |")
        print("| --- |" + " --- |" * len(heads))
        for name in documents():
            print("| " + " | ".join(row(name, folder, gimp3)) + " |", flush=True)


if __name__ == "__main__":
    main()
