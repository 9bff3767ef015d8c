"""Guide strokes from a photo: traced along its contours, and drawn as a person would.

The paper takes the HED map (arXiv 1504.06375) of the full photo, its strong pixels as strokes, inside the hole alone
(arXiv 1806.03589, section 4.3). Training, evaluation and the editor's «Trace Contours» all use this.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.crops.grouping import context_of, hole_groups
from model.inference.edges import as_looked_at, scale_of, soft_edges
from model.inference.thinning import junctions, paths, thin, without_twigs

LOW, HIGH = 0.4, 0.6  # hysteresis: a stroke needs one point above HIGH and none below LOW
CONTRAST = 0.1  # how far a ridge must stand out from its sides; textures glow without ridges
SHORTEST = 12
TWIG = 6
FRAME = 2  # an edge map glows along its border
WAVE = 40  # pixels from one bend of the hand to the next
GAP_LENGTH = 9
CRUMB = 4


@dataclass(frozen=True, slots=True)
class Hand:
    """How far from the contours strokes are drawn; each drawing takes its own amounts up to these.

    warp: how far a stroke strays.  gaps: share of the length left out.  drops: share of the strokes left out.
    widths: thinnest and thickest.
    """

    warp: float = 0.0
    gaps: float = 0.0
    drops: float = 0.0
    widths: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        if self.warp < 0 or not 0 <= self.gaps < 1 or not 0 <= self.drops <= 1:
            raise ValueError(f"{self}: warp is 0 or more, gaps and drops are shares")
        if not 1 <= self.widths[0] <= self.widths[1]:
            raise ValueError(f"widths {self.widths}: the thinnest first, from 1 pixel")


STEADY = Hand()
DRAWN = Hand(warp=3.0, gaps=0.15, drops=0.3, widths=(1.0, 3.0))


def trace(edges: NDArray[np.uint8], *, scale: float = 1.0) -> NDArray[np.bool_]:
    """Thin strokes along the ridges of an edge map.

    edges: (H, W) uint8, 255 = sure edge.  scale: 1 for a picture about 256 high; all lengths grow with it.
    Returns (H, W) bool, one pixel wide.
    """
    import cv2

    smooth = np.asarray(cv2.GaussianBlur(edges.astype(np.float32) / 255, (0, 0), scale), np.float32)
    ridges = _ridges(smooth, scale) & (smooth >= LOW)
    frame = round(FRAME * scale)
    inner = np.zeros_like(ridges)
    inner[frame : max(ridges.shape[0] - frame, 0), frame : max(ridges.shape[1] - frame, 0)] = True
    ridges &= inner
    strokes = without_twigs(thin(ridges), round(TWIG * scale))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8), connectivity=8)
    strongest = np.zeros(count, np.float32)
    np.maximum.at(strongest, labels[strokes].astype(np.intp), smooth[strokes])
    keep = (strongest >= HIGH) & (stats[:, cv2.CC_STAT_AREA] >= SHORTEST * scale)
    keep[0] = False
    kept: NDArray[np.bool_] = keep[labels]
    return kept


def draw(strokes: NDArray[np.bool_], hand: Hand, rng: np.random.Generator) -> NDArray[np.bool_]:
    """The strokes as this hand draws them: bent, broken, some left out, now thicker and now thinner.

    strokes: (H, W) bool -> (H, W) bool, nowhere farther than warp + half the width + 1 from a stroke.
    """
    import cv2

    if hand == STEADY or not strokes.any():
        return strokes.copy()
    kept = _left_out(thin(strokes), hand, rng)
    if not kept.any():
        return kept
    height, width = strokes.shape
    knots = rng.standard_normal((3, height // WAVE + 2, width // WAVE + 2)).astype(np.float32)
    knots[:2] *= np.float32(rng.uniform(0.2, 0.8) * hand.warp)
    # A little more than half: where the paper is stretched, the thinnest line would fall apart.
    thinnest, thickest = np.sort(rng.uniform(*hand.widths, 2)) / 2 + 0.15
    knots[2] = thinnest + (thickest - thinnest) * np.clip(0.5 + 0.5 * knots[2], 0, 1)
    dx, dy, reach = (_stretched(plane, (height, width)) for plane in knots)
    limit = np.float32(hand.warp / 2**0.5)  # on each axis, so that no stroke strays farther than `warp`
    across = np.clip(dx, -limit, limit) + np.arange(width, dtype=np.float32)
    along = np.clip(dy, -limit, limit) + np.arange(height, dtype=np.float32)[:, None]
    # The distance to a stroke is bent rather than the strokes: a bent line one pixel wide would fall apart.
    away = cv2.distanceTransform((~kept).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    bent = cv2.remap(away, across, along, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    drawn: NDArray[np.bool_] = bent <= np.clip(reach, thinnest, thickest)
    return drawn


def sketch_of(photo: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The photo's contours inside the hole.

    photo: (H, W, 3) uint8, whole and clean.  hole: (H, W) bool.  Returns (H, W) bool, False outside the hole.
    Around each group of holes the photo is reduced as the network sees it, so that small holes in large photos get
    their contours too.
    """
    if hole.shape != photo.shape[:2]:
        raise ValueError(f"the hole must have the photo's size {photo.shape[:2]}: resize it first")
    strokes = np.zeros(hole.shape, np.bool_)
    if not hole.any():
        return strokes
    for group in hole_groups(hole):
        x0, y0, x1, y1 = context_of(group, (hole.shape[1], hole.shape[0]))
        there = (slice(y0, y1), slice(x0, x1))
        strokes[there] |= _contours(photo[there])
    return strokes & hole


def _contours(photo: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Strokes of a whole window; a large one is traced at reduced size and its strokes are drawn again as lines."""
    seen = as_looked_at(photo)
    strokes = trace(soft_edges(seen), scale=scale_of(seen))
    if seen.shape == photo.shape:
        return strokes
    canvas = np.zeros(photo.shape[:2], np.uint8)
    for path in paths(strokes):
        lay_into(canvas, path, strokes.shape, 1)
    return canvas.astype(np.bool_)


def lay_into(canvas: NDArray[Any], path: NDArray[np.float32], shape: tuple[int, ...], value: int) -> None:
    """Draw a thin stroke on a larger picture, smooth instead of stepped, as thick as one pixel was.

    canvas: (H, W) uint8 or int32.  path: (N, 2) float32, on a picture of this shape, (h, w).
    """
    import cv2

    grow = np.array([canvas.shape[1] / shape[1], canvas.shape[0] / shape[0]], np.float32)
    points = (smoothed(path) + 0.5) * grow - 0.5
    fixed = np.rint(points * 16).astype(np.int32)  # cv2 takes sixteenths of a pixel: shift 4
    thickness = max(1, round(float(grow.mean())))
    cv2.polylines(canvas, [fixed.reshape(-1, 1, 2)], isClosed=False, color=value, thickness=thickness, shift=4)


def smoothed(path: NDArray[np.float32]) -> NDArray[np.float32]:
    """A run of points without the steps of its pixels; its ends stay where they are. path: (N, 2) float32."""
    weights = np.array([1, 4, 6, 4, 1], np.float32) / 16
    smooth = path
    for _ in range(2):
        if len(path) < 3:
            return path
        # Turned about its ends, so that they stay.
        padded = np.pad(smooth, ((2, 2), (0, 0)), mode="reflect", reflect_type="odd")
        smooth = np.stack([np.convolve(padded[:, axis], weights, "valid") for axis in (0, 1)], axis=1)
    return smooth.astype(np.float32)


def _stretched(knots: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Waves through the knots, (H, W) float32; so smooth that every fourth pixel of them is worked out."""
    import cv2

    coarse = cv2.resize(knots, (shape[1] // 4 + 1, shape[0] // 4 + 1), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32).reshape(shape)


def _left_out(lines: NDArray[np.bool_], hand: Hand, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Thin lines with gaps and without some of their pieces."""
    import cv2

    corners = junctions(lines)
    rest = (lines & ~corners).astype(np.uint8)
    spots = np.argwhere(lines)
    share = rng.uniform(0, hand.gaps)
    for y, x in spots[rng.integers(len(spots), size=round(share * len(spots) / GAP_LENGTH))]:
        cv2.circle(rest, (int(x), int(y)), round(rng.uniform(0.3, 0.7) * GAP_LENGTH), 0, -1)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    keep = rng.uniform(size=count) >= rng.uniform(0, hand.drops)
    keep &= stats[:, cv2.CC_STAT_AREA] >= min(CRUMB, int(lines.sum()))
    keep[0] = False
    kept: NDArray[np.bool_] = keep[labels]
    beside = cv2.dilate(kept.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_)
    return kept | (corners & beside)


def _ridges(smooth: NDArray[np.float32], scale: float) -> NDArray[np.bool_]:
    """Points that are highest across their ridge and stand out from both sides."""
    import cv2

    broad = cv2.GaussianBlur(smooth, (0, 0), 1.5 * scale)
    xx = cv2.Sobel(broad, cv2.CV_32F, 2, 0)
    yy = cv2.Sobel(broad, cv2.CV_32F, 0, 2)
    xy = cv2.Sobel(broad, cv2.CV_32F, 1, 1)
    # The eigenvector of the Hessian with the most negative curvature points across the ridge.
    across = 0.5 * np.arctan2(2 * xy, xx - yy)
    bend = xx * np.cos(across) ** 2 + yy * np.sin(across) ** 2 + xy * np.sin(2 * across)
    across = np.where(bend <= (xx + yy) / 2, across, across + np.pi / 2).astype(np.float32)
    rows, columns = np.indices(smooth.shape, dtype=np.float32)
    dx, dy = scale * np.cos(across), scale * np.sin(across)

    def at(distance: float) -> NDArray[Any]:
        return cv2.remap(
            smooth, columns + distance * dx, rows + distance * dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )

    highest = (smooth * 1.001 >= at(1)) & (smooth * 1.001 >= at(-1))
    sides = np.minimum(np.minimum(at(4), at(5.5)), np.minimum(at(-4), at(-5.5)))
    return np.asarray(highest & (smooth - sides >= CONTRAST), np.bool_)
