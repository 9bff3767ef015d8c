"""The step across the border of the hole, and the error inside, by the settings of blend and match.

    python tests/benchmarks/seams.py SUITE [--blend 0 4 8 16 32 64] [--match 0 .05 .1 .2] [--fill] [--detail off auto]
    python tests/benchmarks/seams.py --photos FOLDER --masks FOLDER [--size 256] [--limit 20]

SUITE holds photos/ and masks/KIND/; masks bear the photo's stem, or stem_mask. Without --fill the network runs once
over each whole photo and every setting corrects that one answer; with --fill each setting is a whole request, crops,
detail and seam included. One CPU thread. Prints Markdown.

step: mean |difference of luma| of direct neighbours, one in the hole and one known. beside: the same of the pair one
pixel farther out, both known. ratio: the mean of step over the pictures by that of beside; a photo itself has 1.
Soft fills have small steps even where the seam is seen, so band compares means instead of pixels: the difference of the
two bands of 2 px on both sides of the border, averaged along it (Gaussian of sigma 4 px), by that of the two bands of
2 px next to each other outside.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np

from model.evaluation.fills import filled
from model.evaluation.metrics import LUMA, measure
from model.evaluation.suites import Case, Source, load, paired, suite
from model.inference import FillRequest, Inpainter
from model.inference.blending import correction
from model.inference.engines import choose
from model.inference.planes import from_rgb, to_planes, to_rgb
from model.inference.weights import FOLDER, load_weights

MULTIPLE = 8
BAND = 2
ALONG = 4.0
LEAST = 0.02  # share of a band under the window below which its mean says nothing

Setting = tuple[float, float, str]
"""blend, match, detail."""


def steps(picture: np.ndarray, hole: np.ndarray) -> tuple[float, float]:
    """Mean step across the border, and one pixel farther out. picture: (H, W, 3) uint8."""
    luma = picture @ LUMA
    across, beside = [], []
    for axis in (0, 1):
        for turned in (slice(None), slice(None, None, -1)):
            line = np.moveaxis(luma, axis, 0)[turned]
            inside = np.moveaxis(hole, axis, 0)[turned]
            at = inside[:-2] & ~inside[1:-1] & ~inside[2:]
            across.append(np.abs(line[:-2] - line[1:-1])[at])
            beside.append(np.abs(line[1:-1] - line[2:])[at])
    return _mean(across), _mean(beside)


def band_steps(picture: np.ndarray, hole: np.ndarray) -> tuple[float, float]:
    """Mean step between the bands on both sides of the border, and between the two outside it."""
    luma = picture @ LUMA
    inward = cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    outward = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    bands = [
        (distance > low) & (distance <= low + BAND) for distance, low in ((inward, 0), (outward, 0), (outward, BAND))
    ]
    shares = [cv2.GaussianBlur(band.astype(np.float64), (0, 0), ALONG) for band in bands]
    fill, first, second = (
        cv2.GaussianBlur(luma * band, (0, 0), ALONG) / np.maximum(share, 1e-9)
        for band, share in zip(bands, shares, strict=True)
    )
    at = (outward > 0) & (outward <= 1) & (np.min(shares, axis=0) > LEAST)
    return _mean([np.abs(fill - first)[at]]), _mean([np.abs(first - second)[at]])


def _mean(parts: Sequence[np.ndarray]) -> float:
    values = np.concatenate(parts)
    return float(values.mean()) if values.size else 0.0


def raw_answers(folder: Path) -> Callable[[Case], Callable[[Setting], np.ndarray]]:
    """For a case, what each setting makes of the network's one answer to the whole photo."""
    engine = choose(load_weights(folder), device="cpu", threads=1).engine

    def answer(case: Case) -> Callable[[Setting], np.ndarray]:
        height, width = case.hole.shape
        pads = ((0, -height % MULTIPLE), (0, -width % MULTIPLE))
        photo = to_rgb(case.photo, largest=255)
        planes = to_planes(np.pad(photo, (*pads, (0, 0)), "symmetric"), np.pad(case.hole, pads, "symmetric"))
        picture = engine.run(planes)[0, :, :height, :width].transpose(1, 2, 0)

        def corrected(setting: Setting) -> np.ndarray:
            blend, match, _ = setting
            added = correction(picture, photo, case.hole, ~case.hole, blend=blend, match=match)
            return from_rgb(picture + added, case.photo)

        return corrected

    return answer


def whole_fills(folder: Path, quality: str) -> Callable[[Case], Callable[[Setting], np.ndarray]]:
    """For a case, what a person gets with each setting."""
    inpainter = Inpainter.load("cpu", threads=1, folder=folder)

    def answer(case: Case) -> Callable[[Setting], np.ndarray]:
        def by(setting: Setting) -> np.ndarray:
            blend, match, detail = setting
            request = FillRequest(
                case.photo, case.hole, quality=quality, blend=round(blend), match=match, detail=detail
            )
            return filled(inpainter, request)

        return by

    return answer


def rows_of(
    cases: Iterable[Case], settings: Sequence[Setting], answer: Callable[[Case], Callable[[Setting], np.ndarray]]
) -> np.ndarray:
    """Per case and row (first the photo itself, then the settings): l1, l2, step, beside, band, band beside."""
    found = []
    for case in cases:
        fill = answer(case)
        rows = []
        for picture in (case.photo, *(fill(setting) for setting in settings)):
            filled = np.where(case.hole[..., None], picture, case.photo)
            measures = measure(filled, case.photo, case.hole)
            rows.append((measures.l1, measures.l2, *steps(filled, case.hole), *band_steps(filled, case.hole)))
        found.append(rows)
        print(f"\r{len(found)} {case.name}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return np.array(found)


def table(kind: str, found: np.ndarray, settings: Sequence[Setting], *, size: str) -> str:
    """Markdown of one kind of hole."""
    lines = [
        f"| {kind}, {found.shape[0]} photos, {size} | l1 % | l2 % | step | ratio | pictures over 1.3 | band |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    names = ["the photo", *(f"blend {blend:g}, match {match:g}, detail {detail}" for blend, match, detail in settings)]
    for name, rows in zip(names, found.transpose(1, 0, 2), strict=True):
        l1, l2, step, beside, band, band_beside = rows.mean(axis=0)
        # A perfectly flat border has no step to compare with: half a level is what rounding makes.
        over = (rows[:, 2] > 1.3 * np.maximum(rows[:, 3], 0.5)).sum()
        ratio, band_ratio = step / max(beside, 1e-9), band / max(band_beside, 1e-9)
        lines.append(f"| {name} | {l1:.3f} | {l2:.3f} | {step:.2f} | {ratio:.3f} | {over} | {band_ratio:.3f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suite", type=Path, nargs="?", help="folder with photos/ and masks/KIND/")
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--masks", type=Path)
    parser.add_argument("--size", type=int, help="longest side; left out, the photo's own")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--weights", type=Path, default=FOLDER)
    parser.add_argument("--blend", type=float, nargs="+", default=[0, 4, 8, 16, 32, 64])
    parser.add_argument("--match", type=float, nargs="+", default=[0, 0.05, 0.1, 0.2])
    parser.add_argument("--fill", action="store_true", help="whole requests instead of the network's raw answer")
    parser.add_argument("--detail", nargs="+", default=["off"], help="off, auto, on; with --fill alone")
    parser.add_argument("--quality", default="balanced", help="with --fill alone")
    words = parser.parse_args()
    if (words.suite is None) == (words.photos is None or words.masks is None):
        parser.error("give SUITE, or --photos and --masks")
    if words.detail != ["off"] and not words.fill:
        parser.error("--detail needs --fill: the raw answer has none")
    cv2.setNumThreads(1)
    sources: dict[str, list[Source]]
    if words.suite is not None:
        sources = suite(words.suite, limit=words.limit)
    else:
        sources = {"own masks": paired(words.photos, words.masks, limit=words.limit)}
    settings = [(b, m, d) for d in words.detail for m in words.match for b in words.blend]
    answer = whole_fills(words.weights, words.quality) if words.fill else raw_answers(words.weights)
    for kind, items in sources.items():
        cases = (load(item, size=words.size) for item in items)
        found = rows_of(cases, settings, answer)
        size = f"{words.size} px" if words.size else "own size"
        print(table(kind, found, settings, size=size) + "\n", flush=True)


if __name__ == "__main__":
    main()
