"""Sheets of a layer's gates: all channels, with and without the strokes, and the channels that react most."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model.evaluation.viewer.colours import change_colours, gate_colours
from model.evaluation.viewer.measures import openness, reaction
from model.evaluation.viewer.scene import Scene
from model.evaluation.viewer.sheet import Legend, Sheet, outlined

RAMP = np.linspace(0, 1, 256, dtype=np.float32)[None]
GATE_LEGEND = Legend(gate_colours(RAMP), "0 closed", "1 open")
GRID_WIDTH = 1000
MOST = 6

Gates = NDArray[np.float32]


def gate_sheets(name: str, scene: Scene, plain: Gates, guided: Gates | None = None) -> Iterator[tuple[str, Sheet]]:
    """The sheets of one layer by the word that names the file.

    plain, guided: the gates (C, h, w) in 0..1 without and with the strokes.
    """
    if guided is None:
        yield "gates", _channels(scene, plain, title=f"{name}: gates", guided=False)
        return
    yield "gates", _channels(scene, guided, title=f"{name}: gates with the sketch", guided=True)
    yield "plain", _channels(scene, plain, title=f"{name}: gates without the sketch", guided=False)
    yield "change", _change(name, scene, plain, guided)
    yield "strokes", _most(name, scene, plain, guided)


def _channels(scene: Scene, gates: Gates, *, title: str, guided: bool) -> Sheet:
    """All channels, those first that open in the hole more than where the photo is known."""
    inside, outside = openness(gates, scene.hole)
    columns, width = _grid(len(gates))
    tiles = [
        (f"{channel}  {inside[channel]:.2f} | {outside[channel]:.2f}", _tile(gates[channel], scene, width))
        for channel in np.argsort(outside - inside, kind="stable")
    ]
    note = (
        f"{_size(gates)}; behind each number: mean in the hole | where known; sorted by the difference;"
        f" all: {inside.mean():.2f} | {outside.mean():.2f}"
    )
    aside = [("given", scene.shown(guided=guided)), ("photo", scene.photo)]
    return Sheet(title, note, tiles, columns, width, GATE_LEGEND, aside)


def _change(name: str, scene: Scene, plain: Gates, guided: Gates) -> Sheet:
    """What the strokes change, channel by channel, those first that react most."""
    change = guided - plain
    react, largest = reaction(change, scene.hole), _largest(change)
    columns, width = _grid(len(change))
    tiles = [
        (f"{channel}  {react[channel]:.3f}", outlined(change_colours(change[channel], largest), scene.hole, width))
        for channel in np.argsort(-react, kind="stable")
    ]
    note = f"{_size(plain)}; with minus without; the number: mean |change| in the hole, by which they are sorted"
    aside = [("given", scene.shown(guided=True)), ("photo", scene.photo)]
    return Sheet(f"{name}: what the sketch changes", note, tiles, columns, width, _change_legend(largest), aside)


def _most(name: str, scene: Scene, plain: Gates, guided: Gates) -> Sheet:
    """The channels that react most: a column each, with the strokes, without, and the difference."""
    change = guided - plain
    react, largest = reaction(change, scene.hole), _largest(change)
    most = np.argsort(-react, kind="stable")[:MOST]
    width = GRID_WIDTH // MOST - 6
    rows: list[tuple[str, NDArray[np.uint8]]] = [(f"{c}  with", _tile(guided[c], scene, width)) for c in most]
    rows += [(f"{c}  without", _tile(plain[c], scene, width)) for c in most]
    rows += [
        (f"{c}  change {react[c]:.3f}", outlined(change_colours(change[c], largest), scene.hole, width)) for c in most
    ]
    note = f"{_size(plain)}; gates from black (closed) to light yellow (open), changes from blue to red"
    aside = [("given", scene.shown(guided=True)), ("photo", scene.photo)]
    title = f"{name}: the {len(most)} channels that react most to the sketch"
    return Sheet(title, note, rows, len(most), width, _change_legend(largest), aside)


def _tile(gate: Gates, scene: Scene, width: int) -> NDArray[np.uint8]:
    return outlined(gate_colours(gate), scene.hole, width)


def _grid(channels: int) -> tuple[int, int]:
    """Columns and the width of a tile."""
    columns = min(channels, 4 if channels <= 12 else 6 if channels <= 24 else 8 if channels <= 48 else 12)
    return columns, min(240, GRID_WIDTH // columns - 6)


def _size(gates: Gates) -> str:
    channels, height, width = gates.shape
    return f"{channels} channels of {width}x{height}"


def _largest(change: Gates) -> float:
    """The range of the colours: all but the outermost thousandth, so that one pixel does not bleach the rest."""
    return max(0.01, float(np.quantile(np.abs(change), 0.999)))


def _change_legend(largest: float) -> Legend:
    return Legend(change_colours(RAMP * 2 - 1, 1.0), f"-{largest:.2f}", f"+{largest:.2f}")
