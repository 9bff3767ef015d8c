"""What the detail step gives and costs: off, auto and on beside each other, on the same answers of the network.

    OMP_NUM_THREADS=1 python tests/benchmarks/detail.py SUITE [--photos FOLDER] [--reductions 4 8] [--reach PX]
        [--not-steered] [--sheet FILE]

SUITE holds photos/ and masks/KIND/; its photos are filled at their own size. Every sixth of them helped to choose the
settings, so the others are printed apart. --photos: large photos, whose middle is reduced and filled under the suite's
brush holes, enlarged. One CPU thread; prints Markdown.

l1, l2: percent, hole only, 8-bit composite.  sharpness: squared luma differences of neighbours in the hole, by those
of the photo there, and by those of the ring of known pixels around it; medians over the photos.  ratio: l1 by that of
off.  border: mean step of luma across the border of the hole, by that one pixel farther out; --reach: over how many
pixels the border is joined, 0 = not at all, else the reduction, and at the photo's own size two.
--not-steered: without what makes texture of reduced photos stronger and weaker at their own resolution.
In brackets the 95 % bootstrap interval over the photos.  CPU s: the network's, the step's, and their ratio.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np

from model.evaluation.metrics import LUMA, measure
from model.evaluation.pictures import read_rgb
from model.evaluation.suites import SUFFIXES, Source, load, suite
from model.inference.blending import correction
from model.inference.crops import Enlargement, Tiles
from model.inference.crops.cutting import cut, cut_plane
from model.inference.crops.planning import sized
from model.inference.detail import MODES, Residuals, Sources, find_sources, steered
from model.inference.detail.softness import edge_energy, ring_around
from model.inference.engines import choose
from model.inference.joint import TEXTURE, Joint
from model.inference.planes import to_planes, to_rgb
from model.inference.render import paint
from model.inference.weights import FOLDER, load_weights
from tests.benchmarks.seams import steps

EVERY = 6  # of the suite's photos, in the order of their names, one in so many was looked at to choose the settings
LARGEST = 320  # working size of the large photos, at most
BLEND, MATCH = 32, 0.1
RESAMPLES = 1000
HIDDEN = np.array([232, 226, 240], np.uint8)
PART = 320  # px a side, of what a sheet shows of each photo
Figures = tuple[float, ...]
"""l1, l2, sharpness by the photo and by the ring, step at the border and beside it, network's CPU s, step's CPU s."""


@dataclass(frozen=True, slots=True)
class Scene:
    """photo: (H, W, 3) uint8.  hole: (H, W) bool.  reduction: of the working size."""

    name: str
    photo: np.ndarray
    hole: np.ndarray
    reduction: int


@dataclass(frozen=True, slots=True)
class Answer:
    """figures: by mode.  shown: (h, w, 3) uint8, hole, modes and photo side by side."""

    figures: dict[str, Figures]
    shown: np.ndarray


class Filler:
    """One run of the network for each scene, and every mode on top of it."""

    def __init__(self, folder: Path, modes: Sequence[str], reach: float | None = None, *, steers: bool = True) -> None:
        self._reach, self._steers = reach, steers
        choice = choose(load_weights(folder), device="cpu", threads=1)
        self._engine, self._modes = choice.engine, modes
        self.name = choice.engine.name

    def answer(self, scene: Scene) -> Answer:
        """As a request does it, without crops: network, border, detail, enlargement."""
        height, width = scene.hole.shape
        crop = sized((0, 0, width, height), (width // scene.reduction, height // scene.reduction))
        rgb, hole = to_rgb(cut(scene.photo, crop), largest=255), cut_plane(scene.hole, crop)
        planes = to_planes(rgb, hole)
        self._engine.run(planes)  # a first run of a size may compile
        began = time.process_time()
        picture = self._engine.run(planes)[0].transpose(1, 2, 0)
        network = time.process_time() - began
        rgb, hole, picture = (plane[: crop.size[1], : crop.size[0]] for plane in (rgb, hole, picture))
        added = correction(picture, rgb, hole, ~hole, blend=BLEND / scene.reduction, match=MATCH)
        picture = np.where(hole[..., None], picture + added, rgb).astype(np.float32)
        filled, figures = {}, {}
        for mode in self._modes:
            began = time.process_time()
            sources = find_sources(picture, hole, ~hole, mode=mode, reduction=float(scene.reduction))
            if self._steers:
                sources = steered(sources, scene.photo, ~scene.hole)
            found = time.process_time() - began
            filled[mode], written = _detailed(scene, picture, sources, self._reach)
            step = found + written if sources.used else 0.0
            figures[mode] = (*_quality(scene, filled[mode]), network, step)
        return Answer(figures, _shown(scene, list(filled.values())))


def _detailed(scene: Scene, picture: np.ndarray, sources: Sources, reach: float | None) -> tuple[np.ndarray, float]:
    """The filled photo, and what writing texture into it took in CPU seconds."""
    residuals, spent = Residuals(scene.photo, sources), 0.0

    def timed(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
        nonlocal spent
        began = time.process_time()
        tile = residuals.tile(x0, y0, x1, y1)
        spent += time.process_time() - began
        return tile

    filled = scene.photo.copy()
    paint(
        filled,
        scene.hole,
        in_tiles(scene, picture, timed if sources.used else None, reach),
        at=(0, 0),
        between=lambda _: None,
    )
    return filled, spent


def in_tiles(scene: Scene, picture: np.ndarray, residual: Tiles | None, reach: float | None = None) -> Tiles:
    """The working picture at the photo's size, with what is brought back, its border joined where it was reduced."""
    enlarged = Enlargement(picture, scene.hole.shape[::-1]).tile
    tiles = enlarged if residual is None else lambda *place: enlarged(*place) + residual(*place)
    reduced = scene.reduction > 1
    if not reduced and residual is None:
        return tiles
    if reach is None:
        reach = scene.reduction if reduced else TEXTURE
    if reach < 1:
        return tiles
    return Joint(tiles, scene.photo, scene.hole, ~scene.hole, reach=reach, natural=not reduced).tile


def _quality(scene: Scene, filled: np.ndarray) -> Figures:
    measures = measure(filled, scene.photo, scene.hole)
    luma = (filled @ LUMA / 255).astype(np.float32)
    around = edge_energy(luma, ring_around(scene.hole, ~scene.hole))
    return (
        measures.l1,
        measures.l2,
        measures.energy / max(measures.true_energy, 1.0),
        edge_energy(luma, scene.hole) / max(around, 1e-9),
        *steps(filled, scene.hole),
    )


def suite_scenes(sources: Sequence[Source]) -> Iterator[Scene]:
    """The suite's photos at their own size."""
    for source in sources:
        case = load(source)
        yield Scene(case.name, case.photo, case.hole, 1)


def large_scenes(folder: Path, holes: Sequence[Source], reduction: int) -> Iterator[Scene]:
    """The middle of every large photo, under a hole of the suite."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    for index, path in enumerate(paths):
        photo = read_rgb(path)
        height, width = photo.shape[:2]
        unit = 8 * reduction
        side = min(height, width, LARGEST * reduction) // unit * unit
        y, x = (height - side) // 2, (width - side) // 2
        hole = load(holes[3 * index % len(holes)]).hole.astype(np.uint8)
        hole = cv2.resize(hole, (side, side), interpolation=cv2.INTER_NEAREST) > 0
        yield Scene(path.stem, np.ascontiguousarray(photo[y : y + side, x : x + side]), hole, reduction)


def lines(title: str, answers: Sequence[Answer]) -> str:
    """Markdown of one group of photos."""
    base, rows = None, []
    for mode in answers[0].figures:
        figures = np.array([answer.figures[mode] for answer in answers])
        base = figures if base is None else base
        l1, l2, true, ring, across, beside, network, step = figures.T
        more = _interval(lambda at, l1=l1, off=base[:, 0]: l1[at].sum() / off[at].sum(), len(l1))
        by_photo, by_ring = (
            _interval(lambda at, values=values: float(np.median(values[at])), len(l1)) for values in (true, ring)
        )
        far = int(((true < 0.6) | (true > 1.3)).sum())
        rows.append(
            f"| {title}, {mode} | {l1.mean():.2f} | {l2.mean():.2f} | {more} | {by_photo} | {by_ring} | {far} "
            f"| {across.mean() / beside.mean():.2f} | {network.mean():.2f} | {step.mean():.2f} "
            f"| {step.sum() / network.sum():.2f} |"
        )
    return "\n".join(rows)


def _interval(statistic: Callable[[np.ndarray], float], count: int) -> str:
    draws = np.random.default_rng(1).integers(0, count, (RESAMPLES, count))
    low, high = np.percentile([statistic(at) for at in draws], [2.5, 97.5])
    return f"{statistic(np.arange(count)):.2f} [{low:.2f}, {high:.2f}]"


def _shown(scene: Scene, filled: Sequence[np.ndarray]) -> np.ndarray:
    """The part around the middle of the hole, at 100 %."""
    side = min(PART, *scene.hole.shape)
    y, x = (
        int(np.clip(places.mean() - side // 2, 0, length - side))
        for places, length in zip(np.nonzero(scene.hole), scene.hole.shape, strict=True)
    )
    pictures = [np.where(scene.hole[..., None], HIDDEN, scene.photo), *filled, scene.photo]
    return np.hstack([picture[y : y + side, x : x + side] for picture in pictures])


def write_sheet(path: Path, rows: Sequence[np.ndarray]) -> None:
    """One below the other, each padded to the widest."""
    width = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((4, 4), (0, width - row.shape[1]), (0, 0)), constant_values=250) for row in rows]
    cv2.imwrite(str(path), np.vstack(padded)[..., ::-1])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=Path, help="folder with photos/ and masks/KIND/")
    parser.add_argument("--photos", type=Path, help="folder of large photos, to be reduced")
    parser.add_argument("--reductions", type=int, nargs="+", default=[4, 8])
    parser.add_argument("--reach", type=float, help="px; left out, as shipped")
    parser.add_argument("--not-steered", action="store_true")
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--limit", type=int, help="so many of the suite's photos, perhaps 0")
    parser.add_argument("--weights", type=Path, default=FOLDER)
    parser.add_argument("--sheet", type=Path, help="write one row a large photo, or every sixth of the suite")
    words = parser.parse_args()
    cv2.setNumThreads(1)
    filler = Filler(words.weights, words.modes, words.reach, steers=not words.not_steered)
    print(f"{filler.name}\n\n| | l1 % | l2 % | ratio | sharpness by the photo | by the ring | outside .6–1.3 ", end="")
    print(f"| border | network | step | ratio |\n|{' --- |' * 11}", flush=True)
    shown: list[np.ndarray] = []
    sources = suite(words.suite)
    for kind, items in sources.items() if words.limit != 0 else ():
        answers = [filler.answer(scene) for scene in _counted(suite_scenes(items[: words.limit]))]
        held_out = [answer for index, answer in enumerate(answers) if index % EVERY]
        print(lines(f"{kind}, {len(answers)} photos", answers), flush=True)
        print(lines(f"{kind}, the {len(held_out)} held out", held_out), flush=True)
        shown += [answer.shown for answer in answers[::EVERY]]
    if words.photos is not None:
        shown.clear()
        for reduction in words.reductions:
            scenes = large_scenes(words.photos, next(iter(sources.values())), reduction)
            answers = [filler.answer(scene) for scene in _counted(scenes)]
            print(lines(f"reduced {reduction} times, {len(answers)} photos", answers), flush=True)
            shown += [answer.shown for answer in answers]
    if words.sheet is not None:
        write_sheet(words.sheet, shown)


def _counted(scenes: Iterator[Scene]) -> Iterator[Scene]:
    for count, scene in enumerate(scenes, 1):
        print(f"\r{count} {scene.name:30}", end="", file=sys.stderr, flush=True)
        yield scene
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
