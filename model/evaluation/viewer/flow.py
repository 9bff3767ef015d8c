"""Where the attention copies from: each known place has a colour, each replaced cell takes the colour that it reads."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from model.evaluation.viewer.colours import gate_colours, place_colours
from model.evaluation.viewer.recording import Recording
from model.evaluation.viewer.scene import HOLE, Scene, at_size
from model.evaluation.viewer.sheet import Legend, Sheet, outlined
from model.inference.planes import from_rgb

CELL = 8  # pixels of the picture a cell of the attention
TILE_WIDTH = 320
ARROWS = 16
LEGEND = Legend(gate_colours(np.linspace(0, 1, 256, dtype=np.float32)[None]), "weight 0", "largest")


def flow_colours(weights: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """The attention-weighted colour of place of every cell: (L, L) -> (rows, columns, 3) in 0..255, L = rows x columns.

    Attention that is spread over the whole picture gives the grey of its middle. Cells that are not replaced keep
    their own colour.
    """
    places = place_colours(rows, columns)
    mixed = (weights @ places.reshape(-1, 3)).reshape(rows, columns, 3)
    return np.where(replaced_cells(weights, rows, columns)[..., None], mixed, places)


def replaced_cells(weights: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.bool_]:
    """Which cells the attention replaces: (rows, columns) bool."""
    return weights.sum(axis=1).reshape(rows, columns) > 0.5


def sources(weights: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.int64]:
    """The cell that each cell reads most: (rows, columns, 2), row and column."""
    best = weights.argmax(axis=1)
    return np.stack([best // columns, best % columns], axis=1).reshape(rows, columns, 2)


def spread(weights: NDArray[np.float32]) -> float:
    """Over how many cells a replaced cell spreads its attention, 1 / sum of squares, the median of all of them."""
    squares = (weights**2).sum(axis=1)
    return float(np.median(1 / squares[squares > 0])) if (squares > 0).any() else 0.0


def attention_sheet(scene: Scene, recording: Recording, *, guided: bool) -> Sheet:
    """Nine tiles: what is given, the key of colours and the flow; what three cells read; the strongest sources."""
    rows, columns = scene.hole.shape[0] // CELL, scene.hole.shape[1] // CELL
    weights = recording.attention
    replaced = replaced_cells(weights, rows, columns)
    inside = _enlarged(replaced)[..., None]
    grey = np.repeat(cv2.cvtColor(scene.photo, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2).astype(np.float32)
    grey = np.where(scene.hole[..., None], np.float32(200), grey)  # what no key can hold is not shown
    filled = np.where(scene.hole[..., None], from_rgb(recording.refined, scene.photo), scene.photo)
    places = _enlarged(place_colours(rows, columns))
    flow = _enlarged(flow_colours(weights, rows, columns))
    tiles = [
        ("given", scene.shown(guided=guided)),
        ("each known place has a colour", np.where(inside, np.array(HOLE), 0.6 * places + 0.4 * grey)),
        ("each replaced cell: the mean colour that it reads", np.where(inside, flow, 0.5 * grey + 110)),
        *((f"what the crossed cell reads ({name})", pixels) for name, pixels in _read(scene, weights, grey)),
        ("from the strongest source to the cell", _arrows(0.5 * grey + 110, weights, rows, columns)),
        ("the fill", filled),
        ("photo", scene.photo),
    ]
    drawn = [(label, outlined(_bytes(pixels), scene.hole, TILE_WIDTH)) for label, pixels in tiles]
    note = (
        f"{int(replaced.sum())} of {replaced.size} cells ({CELL} pixels wide) are replaced;"
        f" half of them spread over {spread(weights):.0f} cells or more"
    )
    return Sheet(f"attention{' with the sketch' if guided else ''}", note, drawn, 3, TILE_WIDTH, LEGEND)


def _read(
    scene: Scene, weights: NDArray[np.float32], grey: NDArray[np.float32]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The weights of three cells of the hole, high, in the middle and low, each against its own largest."""
    rows, columns = scene.hole.shape[0] // CELL, scene.hole.shape[1] // CELL
    cells = np.argwhere(at_size(scene.hole, rows, columns) & replaced_cells(weights, rows, columns))
    if not len(cells):
        cells = np.argwhere(replaced_cells(weights, rows, columns))
    if not len(cells):
        return
    for name, share in (("high", 0.1), ("middle", 0.5), ("low", 0.9)):
        row, column = cells[round(share * (len(cells) - 1))]
        own = weights[row * columns + column].reshape(rows, columns)
        heat = _enlarged(own / own.max())[..., None]
        picture = _bytes(0.35 * grey * (1 - heat) + heat * _enlarged(gate_colours(own / own.max())))
        centre = _centre(np.array([row, column]))
        cv2.drawMarker(picture, centre, (255, 255, 255), cv2.MARKER_TILTED_CROSS, 14, 3, cv2.LINE_AA)
        yield name, picture.astype(np.float32)


def _arrows(picture: NDArray, weights: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.uint8]:
    """From the strongest source to the cell, for cells spread evenly over those that are replaced."""
    where = sources(weights, rows, columns)
    cells = np.argwhere(replaced_cells(weights, rows, columns))
    places = place_colours(rows, columns)
    drawn = _bytes(picture)
    for cell in cells[np.linspace(0, len(cells) - 1, min(ARROWS, len(cells))).round().astype(int)]:
        source = where[tuple(cell)]
        colour = tuple(int(value) for value in places[tuple(source)])
        start, end = _centre(source), _centre(cell)
        cv2.arrowedLine(drawn, start, end, colour, 2, cv2.LINE_AA, tipLength=0.1)
        cv2.circle(drawn, start, 4, colour, -1, cv2.LINE_AA)
    return drawn


def _centre(cell: NDArray[np.int64]) -> tuple[int, int]:
    """x and y in pixels of a cell's row and column."""
    return int(cell[1]) * CELL + CELL // 2, int(cell[0]) * CELL + CELL // 2


def _enlarged(cells: NDArray) -> NDArray:
    return cells.repeat(CELL, axis=0).repeat(CELL, axis=1)


def _bytes(picture: NDArray) -> NDArray[np.uint8]:
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)
