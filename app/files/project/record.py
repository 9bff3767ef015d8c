"""gatebrush/document.json: what a project says that OpenRaster has no word for.

Names, opacity, visibility, order and blending are said by stack.xml alone, so that another program's changes count.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import app
from app.document.geometry import Box
from app.files.jpeg import JpegStyle
from app.files.project.fills import PLANES, CandidateRecord, FillRecord, HomeRecord
from app.files.project.project import Placement, View
from app.files.settings import sound_settings

ENTRY = "gatebrush/document.json"
LARGEST = 16 * 2**20
FILL_SETTINGS = ("quality", "detail", "variants", "grow", "feather", "sample", "guidance")

_VERSION = 1
_LARGEST_SIDE = 2**20
_LARGEST_ID = 2**53
_LARGEST_SCALE = 64.0
_MOST_CANDIDATES = 64
_MOST_CONTEXTS = 256


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """Of one layer.

    alpha: the entry that says how far it replaces what is below, if its own picture does not.  fill: of a fill, how
    it was made.
    """

    id: int
    note: str = ""
    blend: str = "normal"
    alpha: str = ""
    fill: FillRecord | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """photo: the entry of the photo.  layers: by the entry of their picture.

    planes: by name, the entry and the box that it covers.  original: the entry and the name of the first file.
    contexts: of the document.  assumed_profile: whether the pictures have one only for other programs.
    """

    photo: str = ""
    layers: Mapping[str, LayerRecord] = field(default_factory=dict)
    planes: Mapping[str, tuple[str, Box]] = field(default_factory=dict)
    contexts: tuple[Box, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    view: View | None = None
    original: tuple[str, str] | None = None
    jpeg: JpegStyle | None = None
    editing: int | None = None
    placing: Placement | None = None
    assumed_profile: bool = False


def record_text(record: Record) -> bytes:
    """The record as JSON in UTF-8, as it lies in the file."""
    stored: dict[str, Any] = {
        "format": "gatebrush",
        "version": _VERSION,
        "program": f"Gatebrush {app.__version__}",
        "photo": record.photo,
        "layers": [_layer_table(src, layer) for src, layer in record.layers.items()],
        "planes": _planes_table(record.planes),
        "fill": dict(record.settings),
    }
    if record.contexts:
        stored["contexts"] = [_corners(box) for box in record.contexts]
    if record.view is not None:
        stored["view"] = asdict(record.view)
    if record.original is not None:
        stored["original"] = {"src": record.original[0], "name": record.original[1]}
    if record.assumed_profile:
        stored["assumed_profile"] = True
    if record.editing is not None:
        stored["editing"] = record.editing
    if record.placing is not None:
        stored["placing"] = {"layer": record.placing.layer, "box": _corners(record.placing.box)}
    if record.jpeg is not None:
        stored["jpeg"] = {"tables": [list(table) for table in record.jpeg.tables], "sampling": record.jpeg.sampling}
    return (json.dumps(stored, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _layer_table(src: str, layer: LayerRecord) -> dict[str, Any]:
    table: dict[str, Any] = {"src": src, **asdict(replace(layer, fill=None))}
    fill = table.pop("fill") if layer.fill is None else layer.fill
    if fill is not None:
        table["fill"] = {
            "candidates": [
                None if one is None else {"src": one.src, "box": _corners(one.box), "alpha": one.alpha}
                for one in fill.candidates
            ],
            "planes": _planes_table(fill.planes),
            "settings": dict(fill.settings),
        }
        if fill.looked_at is not None:
            table["fill"]["looked_at"] = fill.looked_at
        if fill.contexts is not None:
            table["fill"]["contexts"] = [_corners(box) for box in fill.contexts]
        if fill.home is not None:
            table["fill"]["home"] = _home_table(fill.home)
    return table


def _home_table(home: HomeRecord) -> dict[str, Any]:
    table: dict[str, Any] = {"away": list(home.away), "planes": _planes_table(home.planes)}
    if home.contexts is not None:
        table["contexts"] = [_corners(box) for box in home.contexts]
    return table


def _planes_table(planes: Mapping[str, tuple[str, Box]]) -> dict[str, Any]:
    return {name: {"src": src, "box": _corners(box)} for name, (src, box) in planes.items()}


class NewerRecord(ValueError):
    """A record that only a newer Gatebrush can use."""


def read_record(text: bytes) -> Record:
    """Raises ValueError for what is no record, NewerRecord; parts that make no sense are passed over."""
    try:
        stored = json.loads(text)
    except RecursionError as fault:
        raise ValueError("nested too deeply") from fault
    if not isinstance(stored, dict) or stored.get("format") != "gatebrush":
        raise ValueError("not of Gatebrush")
    if stored.get("version") != _VERSION:
        raise NewerRecord("of a newer Gatebrush")
    return Record(
        photo=_text(stored.get("photo")),
        layers=_layers(stored.get("layers")),
        planes=_planes(stored.get("planes")),
        contexts=_contexts(stored.get("contexts")),
        settings=sound_settings(_table(stored.get("fill")), FILL_SETTINGS),
        view=_view(_table(stored.get("view"))),
        original=_original(_table(stored.get("original"))),
        jpeg=_jpeg(_table(stored.get("jpeg"))),
        editing=stored["editing"] if _is_whole(stored.get("editing")) else None,
        placing=_placing(_table(stored.get("placing"))),
        assumed_profile=stored.get("assumed_profile") is True,
    )


def _layers(stored: object) -> dict[str, LayerRecord]:
    found: dict[str, LayerRecord] = {}
    taken: set[int] = set()
    for entry in map(_table, stored if isinstance(stored, list) else []):
        number: Any = entry.get("id")
        if _is_whole(number) and 0 < number < _LARGEST_ID and number not in taken:
            taken.add(number)
            note, blend, alpha = (_text(entry.get(name)) for name in ("note", "blend", "alpha"))
            fill = _fill(_table(entry.get("fill")))
            found[_text(entry.get("src"))] = LayerRecord(number, note, blend, alpha, fill)
    return found


def _planes(stored: object) -> dict[str, tuple[str, Box]]:
    found = {}
    for name in PLANES:
        entry = _table(_table(stored).get(name))
        box = _box(entry.get("box"))
        if box is not None:
            found[name] = (_text(entry.get("src")), box)
    return found


def _contexts(stored: object) -> tuple[Box, ...]:
    listed = stored[:_MOST_CONTEXTS] if isinstance(stored, list) else []
    return tuple(box for box in map(_box, listed) if box is not None)


def _contexts_if_any(stored: object) -> tuple[Box, ...] | None:
    """None where nobody knows."""
    return _contexts(stored) if isinstance(stored, list) else None


def _fill(stored: dict[str, Any]) -> FillRecord | None:
    """None too for one that says nothing of use: the layer itself is there all the same."""
    listed = stored.get("candidates")
    if not isinstance(listed, list) or len(listed) > _MOST_CANDIDATES or listed.count(None) != 1:
        return None
    candidates: list[CandidateRecord | None] = []
    for entry in listed:
        box = _layer_box(_table(entry).get("box"))
        if entry is None:
            candidates.append(None)
        elif box is not None:  # one that makes no sense is passed over
            candidates.append(CandidateRecord(_text(entry.get("src")), box, _text(entry.get("alpha"))))
    settings = sound_settings(_table(stored.get("settings")), FILL_SETTINGS)
    looked_at: Any = stored.get("looked_at")
    contexts, home = _contexts_if_any(stored.get("contexts")), _home(_table(stored.get("home")))
    looked_at = looked_at if _is_whole(looked_at) else None
    return FillRecord(tuple(candidates), _planes(stored.get("planes")), settings, looked_at, contexts, home)


def _home(stored: dict[str, Any]) -> HomeRecord | None:
    away = stored.get("away")
    if not isinstance(away, list) or len(away) != 2 or not all(map(_is_whole, away)):
        return None
    if max(map(abs, away)) >= _LARGEST_SIDE:
        return None
    return HomeRecord((away[0], away[1]), _planes(stored.get("planes")), _contexts_if_any(stored.get("contexts")))


def _placing(stored: dict[str, Any]) -> Placement | None:
    layer, box = stored.get("layer"), _layer_box(stored.get("box"))
    return Placement(layer, box) if isinstance(layer, int) and _is_whole(layer) and box is not None else None


def _layer_box(corners: object) -> Box | None:
    """Which may reach beyond the photo."""
    return _box(corners, least=-_LARGEST_SIDE)


def _box(corners: object, *, least: int = 0) -> Box | None:
    """least: of its numbers."""
    if not isinstance(corners, list) or len(corners) != 4 or not all(map(_is_whole, corners)):
        return None
    x0, y0, x1, y1 = corners
    fits = least <= x0 < x1 < _LARGEST_SIDE and least <= y0 < y1 < _LARGEST_SIDE
    return Box(x0, y0, x1, y1) if fits else None


def _corners(box: Box) -> list[int]:
    return [box.x0, box.y0, box.x1, box.y1]


def _view(stored: dict[str, Any]) -> View | None:
    numbers = [stored.get(name) for name in ("scale", "x", "y")]
    if not all(isinstance(number, int | float) and math.isfinite(number) for number in numbers):
        return None
    scale, x, y = map(float, numbers)  # type: ignore[arg-type]  # all of them are numbers
    return View(scale, x, y) if 0 < scale <= _LARGEST_SCALE and max(abs(x), abs(y)) < _LARGEST_SIDE else None


def _original(stored: dict[str, Any]) -> tuple[str, str] | None:
    src, name = _text(stored.get("src")), _text(stored.get("name"))
    return (src, name) if src and name else None


def _jpeg(stored: dict[str, Any]) -> JpegStyle | None:
    tables, sampling = stored.get("tables"), stored.get("sampling")
    if not isinstance(tables, list) or not 1 <= len(tables) <= 4 or sampling not in (0, 1, 2):
        return None
    for table in tables:
        if not isinstance(table, list) or len(table) != 64 or not all(_is_whole(s) and 0 < s < 256 for s in table):
            return None
    return JpegStyle(tuple(tuple(table) for table in tables), int(sampling))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
