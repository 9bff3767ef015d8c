"""Two ways to bring the photo's texture back: moved by the network's attention, or found by the search that is shipped.

    OMP_NUM_THREADS=1 python tests/benchmarks/attention_detail.py SUITE [--photos FOLDER] [--reduction 4] [--sheet FILE]

The first is contextual residual aggregation (arXiv 2005.09704): what the photo has beyond its softened self is cut into
patches, and every cell of the hole gets the sum of them that the attention weights say. Three forms of it: "weighted"
as published; "strongest" with the whole weight on the best cell; "strongest, bounded" with that cell's offset in place
of the search's, and the cuts, bands and bounds of our own step. SUITE and --photos as in `detail.py`.

All rows start from one answer of the network, by torch in float32 on one thread. Hole only, 8-bit composite: l1, l2 %,
sharpness by the photo (median), feature distance (mean), how many photos have less of it with the search, and the
step's CPU seconds without the network's.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from model.evaluation.distance import FeatureDistance
from model.evaluation.metrics import measure
from model.evaluation.suites import suite
from model.inference.blending import correction
from model.inference.crops import Crop, Enlargement
from model.inference.crops.cutting import cut, cut_plane
from model.inference.crops.planning import sized
from model.inference.detail import Residuals, Sources, find_sources, steered
from model.inference.detail.bands import moved_texture, stack_of
from model.inference.detail.paste import cut_pieces
from model.inference.detail.softness import luma_of, ring_around, softened
from model.inference.detail.surroundings import Surroundings
from model.inference.detail.tones import Tones
from model.inference.planes import from_rgb, to_planes, to_rgb
from model.inference.render import paint
from model.inference.weights import FOLDER
from model.network.attention import attend
from model.network.generator import Generator
from model.network.load import load_generator
from model.training.features import PretrainedFeatures
from tests.benchmarks.detail import BLEND, EVERY, MATCH, Scene, in_tiles, large_scenes, suite_scenes, write_sheet

CELL = 8  # px of working size that attention answers at once; its patches are twice as wide
SIGMA = 4.0  # working px: what is finer than that is moved
SIDE = 360  # px of a sheet's pictures


@dataclass(frozen=True, slots=True)
class Start:
    """What all ways begin with. picture: (h, w, 3) float32, border corrected.  hole: (h, w) bool.

    weights: (L, L) float32, cells of the padded picture.
    """

    scene: Scene
    crop: Crop
    picture: np.ndarray
    hole: np.ndarray
    weights: np.ndarray


def start_of(scene: Scene, generator: Generator) -> Start:
    """One pass of the network with its attention."""
    height, width = scene.hole.shape
    crop = sized((0, 0, width, height), (width // scene.reduction, height // scene.reduction))
    rgb, hole = to_rgb(cut(scene.photo, crop), largest=255), cut_plane(scene.hole, crop)
    features: list[torch.Tensor] = []
    hook = generator.refined.before_attention.register_forward_hook(lambda *given: features.append(given[2][0]))
    with torch.inference_mode():
        planes = torch.from_numpy(to_planes(rgb, hole))
        picture = generator(planes)[1][0].permute(1, 2, 0).numpy()
        hook.remove()
        settings = generator.config
        attended = attend(features[0], planes[:, 4:5], scale=settings.attention_scale, fuse=settings.fuse)
    added = correction(picture, rgb, hole, ~hole, blend=BLEND / scene.reduction, match=MATCH)
    picture = np.where(hole[..., None], picture + added, rgb).astype(np.float32)
    return Start(scene, crop, picture, hole, attended.weights[0].numpy())


def aggregated(start: Start, weights: np.ndarray) -> np.ndarray:
    """The published way: the fill with its residual patches, (H, W, 3) uint8."""
    scene = start.scene
    height, width = scene.hole.shape
    scale = scene.reduction * CELL
    soft = Enlargement(softened(start.picture, ~start.hole, SIGMA), (width, height)).tile(0, 0, width, height)
    known = to_rgb(scene.photo, largest=255) - soft
    known[scene.hole] = 0
    given = torch.from_numpy(known.transpose(2, 0, 1)[None].copy())
    sizes = {"kernel_size": 2 * scale, "stride": scale, "padding": scale // 2}
    patches = F.unfold(given, **sizes)[0]
    sums = patches @ torch.from_numpy(weights.T.copy())
    total = F.fold(sums[None], (height, width), **sizes)
    count = F.fold(torch.ones_like(patches[None]), (height, width), **sizes)
    moved = (total / count)[0].permute(1, 2, 0).numpy()
    tiles = in_tiles(scene, start.picture, lambda x0, y0, x1, y1: moved[y0:y1, x0:x1])
    return np.where(scene.hole[..., None], from_rgb(tiles(0, 0, width, height), scene.photo), scene.photo)


def strongest(weights: np.ndarray) -> np.ndarray:
    """All of a cell's weight on its best source."""
    best = np.zeros_like(weights)
    rows = np.flatnonzero(weights.any(axis=1))
    best[rows, weights[rows].argmax(axis=1)] = 1
    return best


def bounded(start: Start) -> np.ndarray:
    """The strongest cells' offsets in our own step."""
    height, width = start.hole.shape
    usable = ~start.hole
    fit = cv2.erode(usable.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    columns = start.crop.padded[0] // CELL
    best = start.weights.argmax(axis=1).reshape(-1, columns)
    cells = np.arange(best.size).reshape(best.shape)
    offsets = CELL * (best // columns - cells // columns), CELL * (best % columns - cells % columns)
    dy, dx = (np.kron(plane, np.ones((CELL, CELL)))[:height, :width].astype(np.int32) for plane in offsets)
    ring, tones = ring_around(start.hole, usable), Tones(start.picture, start.hole, usable)
    stack = stack_of(start.picture, start.hole, ring, Surroundings(usable), tones, lambda: None)
    texture = np.where(usable, luma_of(start.picture - stack.photo[-1]), np.float32(0))
    dy, dx = cut_pieces(texture, start.hole, fit, dy, dx, lambda: None)
    dy, dx = np.where(start.hole, dy, 0), np.where(start.hole, dx, 0)
    moved, finest = moved_texture(stack, fit, dy, dx, lambda: None)
    sources = Sources(
        used=True,
        why="attention",
        sharpness=(0.0, 0.0),
        hole=start.hole,
        fit=fit,
        dy=dy,
        dx=dx,
        moved=moved,
        finest=finest,
        picture=start.picture,
        calm=stack.calm,
    )
    return detailed(start, steered(sources, start.scene.photo, ~start.scene.hole))


def searched(start: Start) -> np.ndarray:
    """What is shipped."""
    reduction = float(start.scene.reduction)
    sources = find_sources(start.picture, start.hole, ~start.hole, mode="on", reduction=reduction)
    return detailed(start, steered(sources, start.scene.photo, ~start.scene.hole))


def detailed(start: Start, sources: Sources | None) -> np.ndarray:
    """The fill with what the sources bring; without any, as the network made it."""
    scene = start.scene
    filled = scene.photo.copy()
    residual = Residuals(scene.photo, sources).tile if sources is not None and sources.used else None
    paint(filled, scene.hole, in_tiles(scene, start.picture, residual), at=(0, 0), between=lambda _: None)
    return filled


FILLS: dict[str, Callable[[Start], np.ndarray]] = {
    "network": lambda start: detailed(start, None),
    "weighted": lambda start: aggregated(start, start.weights),
    "strongest": lambda start: aggregated(start, strongest(start.weights)),
    "strongest, bounded": bounded,
    "search": searched,
}


def measured(start: Start, distance: FeatureDistance) -> tuple[np.ndarray, list[np.ndarray]]:
    """(ways, 5): l1, l2, sharpness, feature distance, CPU s; and the fills."""
    scene = start.scene
    truth = distance.embed(scene.photo)
    rows, fills = [], []
    for fill in FILLS.values():
        began = time.process_time()
        filled = fill(start)
        spent = time.process_time() - began
        figures = measure(filled, scene.photo, scene.hole)
        sharpness = figures.energy / max(figures.true_energy, 1.0)
        rows.append((figures.l1, figures.l2, sharpness, distance(filled, truth, scene.hole), spent))
        fills.append(filled)
    return np.array(rows), fills


def table(title: str, found: np.ndarray) -> str:
    """Markdown. found: (photos, ways, 5)."""
    rows = []
    for index, name in enumerate(FILLS):
        l1, l2, sharpness, apart, spent = found[:, index].T
        farther = int((found[:, -1, 3] < apart).sum())
        step = spent.mean() - found[:, 0, 4].mean()
        rows.append(
            f"| {title}, {name} | {l1.mean():.2f} | {l2.mean():.2f} | {l1.sum() / found[:, 0, 0].sum():.2f} "
            f"| {np.median(sharpness):.2f} | {apart.mean():.3f} | {farther} of {len(found)} | {step:.2f} |"
        )
    return "\n".join(rows)


def shown(start: Start, fills: Sequence[np.ndarray]) -> np.ndarray:
    """Hole, fills and photo around the middle of the hole, at 100 %."""
    scene = start.scene
    side = min(SIDE, *scene.hole.shape)
    y, x = (
        int(np.clip(places.mean() - side // 2, 0, length - side))
        for places, length in zip(np.nonzero(scene.hole), scene.hole.shape, strict=True)
    )
    hidden = np.where(scene.hole[..., None], np.uint8(232), scene.photo)
    return np.hstack([picture[y : y + side, x : x + side] for picture in (hidden, *fills, scene.photo)])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=Path, help="folder with photos/ and masks/KIND/")
    parser.add_argument("--photos", type=Path, help="folder of large photos, to be reduced")
    parser.add_argument("--reduction", type=int, default=4)
    parser.add_argument("--limit", type=int, help="so many of the suite's photos")
    parser.add_argument("--weights", type=Path, default=FOLDER)
    parser.add_argument("--sheet", type=Path, help="write one row a large photo, or every sixth of the suite")
    words = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    generator, distance = load_generator(words.weights), FeatureDistance(PretrainedFeatures())
    sources = suite(words.suite, limit=words.limit)
    groups: dict[str, tuple[Iterable[Scene], int]] = {
        kind: (suite_scenes(items), EVERY) for kind, items in sources.items()
    }
    if words.photos is not None:
        holes = next(iter(sources.values()))
        groups[f"reduced {words.reduction} times"] = (large_scenes(words.photos, holes, words.reduction), 1)
    print(f"| | l1 % | l2 % | ratio | sharpness | feature distance | farther than the search | step |\n|{' --- |' * 8}")
    rows: list[np.ndarray] = []
    for title, (scenes, every) in groups.items():
        found = []
        for index, scene in enumerate(scenes):
            start = start_of(scene, generator)
            figures, fills = measured(start, distance)
            found.append(figures)
            if words.sheet is not None and index % every == 0:
                rows.append(shown(start, fills))
            print(f"\r{index + 1} {scene.name:30}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        print(table(f"{title}, {len(found)} photos", np.array(found)), flush=True)
    if words.sheet is not None:
        write_sheet(words.sheet, rows)


if __name__ == "__main__":
    main()
