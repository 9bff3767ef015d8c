"""stack.xml: the tree of layers as OpenRaster writes it, from text with limits and to text."""

from __future__ import annotations

import math
import xml.parsers.expat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from xml.sax.saxutils import quoteattr

from app.files.errors import InputRefused
from app.files.line import Line
from app.files.photo import check_area

MOST_ELEMENTS = 20_000
DEEPEST = 32
FARTHEST = 1_000_000
LONGEST_NAME = 1024

NORMAL = "svg:src-over"
MASK = "svg:dst-in"
VERSION = "0.0.5"
_MYPAINT = 'xmlns:mypaint="http://mypaint.org/ns/openraster" mypaint:eotf="1.0"'
"""MyPaint blends in linear light unless it is told that a picture was not made so."""


@dataclass(frozen=True, slots=True)
class LayerNode:
    """One picture of the stack. src: its entry in the container.  x, y: its corner, from that of its parent."""

    src: str
    name: str = ""
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    op: str = NORMAL
    locked: bool = False


@dataclass(frozen=True, slots=True)
class GroupNode:
    """Layers and groups, the top one first."""

    children: tuple[Node, ...] = ()
    name: str = ""
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    op: str = NORMAL
    locked: bool = False
    isolated: bool = False


Node: TypeAlias = LayerNode | GroupNode


@dataclass(frozen=True, slots=True)
class Stack:
    """The whole picture. root: the top one first.  dpi: as stated, or None."""

    width: int
    height: int
    root: tuple[Node, ...]
    dpi: tuple[float, float] | None = None


def parse_stack(text: bytes) -> Stack:
    """The stack of a stack.xml. Raises InputRefused with the words that follow the file's name."""
    reader = _Reader()
    parser = xml.parsers.expat.ParserCreate()
    # A document type can define entities: they may grow without end, or name files of this machine.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat's own signature
    except (xml.parsers.expat.ExpatError, ValueError, LookupError) as fault:
        raise InputRefused(
            Line("has a damaged stack.xml ({reason}): get a whole copy of it", reason=" ".join(str(fault).split()))
        ) from fault
    return reader.stack()


def stack_text(stack: Stack) -> bytes:
    """The same as text. Attributes that have their default are written too: not every reader knows the defaults."""
    dots = "" if stack.dpi is None else f' xres="{round(stack.dpi[0])}" yres="{round(stack.dpi[1])}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<image version="{VERSION}" w="{stack.width}" h="{stack.height}"{dots} {_MYPAINT}>',
        " <stack>",
        *_lines(stack.root, 2),
        " </stack>",
        "</image>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _lines(nodes: tuple[Node, ...], depth: int) -> Iterator[str]:
    for node in nodes:
        shared = {
            "name": node.name,
            "x": str(node.x),
            "y": str(node.y),
            "opacity": repr(float(node.opacity)),
            "visibility": "visible" if node.visible else "hidden",
            "composite-op": node.op,
        }
        if node.locked:
            shared["edit-locked"] = "true"
        if isinstance(node, LayerNode):
            yield f"{' ' * depth}<layer{_attributes({'src': node.src, **shared})}/>"
            continue
        shared["isolation"] = "isolate" if node.isolated else "auto"
        yield f"{' ' * depth}<stack{_attributes(shared)}>"
        yield from _lines(node.children, depth + 1)
        yield f"{' ' * depth}</stack>"


def sources(nodes: tuple[Node, ...]) -> Iterator[str]:
    """The entries of all pictures in these."""
    for node in nodes:
        if isinstance(node, LayerNode):
            yield node.src
        else:
            yield from sources(node.children)


def _attributes(pairs: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(printable(value))}" for name, value in pairs.items())


def printable(text: str) -> str:
    """Without the letters that XML cannot hold in any way."""
    return "".join(
        c for c in text if (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff") or c in "\t\n"
    )


def _refuse_doctype(*_: object) -> None:
    raise InputRefused(Line("has a stack.xml that defines entities: it is not opened"))


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)


class _Reader:
    """Handlers of expat. Elements that are not known here are passed over with all that is in them."""

    def __init__(self) -> None:
        self._image: dict[str, str] | None = None
        self._root: tuple[Node, ...] | None = None
        self._open: list[_Open] = []
        self._unknown = 0
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise InputRefused(Line("has more layers than can be opened: save it again with fewer"))
        if self._unknown:
            self._unknown += 1
        elif self._depth == 1:
            if tag != "image":
                raise InputRefused(Line("has a stack.xml of another kind: get a whole copy of it"))
            self._image = attributes
        elif tag == "stack" and (self._open or self._depth == 2):
            self._open.append(_Open(attributes))
        elif tag == "layer" and self._open:
            if "src" in attributes:
                self._open[-1].children.append(LayerNode(attributes["src"], **_shared(attributes)))
            self._unknown = 1
        else:
            self._unknown = 1

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._unknown:
            self._unknown -= 1
        elif tag == "stack":
            done = self._open.pop()
            if self._open:
                isolated = done.attributes.get("isolation") == "isolate"
                group = GroupNode(tuple(done.children), **_shared(done.attributes), isolated=isolated)
                self._open[-1].children.append(group)
            elif self._root is None:
                self._root = tuple(done.children)

    def stack(self) -> Stack:
        if self._image is None or self._root is None:
            raise InputRefused(Line("has no layers in its stack.xml: get a whole copy of it"))
        width, height = (_whole(self._image.get(side), f"«{side}»", -1) for side in ("w", "h"))
        if min(width, height) < 1:
            raise InputRefused(Line("does not say how large it is: get a whole copy of it"))
        check_area(width, height)
        dots = [_number(self._image.get(name), 0.0) for name in ("xres", "yres")]
        sane = all(0.01 <= value <= 100_000 for value in dots)
        return Stack(width, height, self._root, (dots[0], dots[1]) if sane else None)


def _shared(attributes: Mapping[str, str]) -> dict[str, Any]:
    """What layers and groups have in common."""
    return {
        "name": attributes.get("name", "")[:LONGEST_NAME],
        "x": _whole(attributes.get("x"), "«x»", 0),
        "y": _whole(attributes.get("y"), "«y»", 0),
        "opacity": min(max(_number(attributes.get("opacity"), 1.0), 0.0), 1.0),
        "visible": attributes.get("visibility", "visible") != "hidden",
        "op": attributes.get("composite-op", NORMAL)[:LONGEST_NAME],
        "locked": attributes.get("edit-locked") == "true",
    }


def _number(text: str | None, default: float) -> float:
    """A finite number; the default for anything else."""
    try:
        value = float(text) if text is not None and len(text) <= 64 else default
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def _whole(text: str | None, what: str, default: int) -> int:
    value = round(_number(text, default))
    if abs(value) > FARTHEST:
        raise InputRefused(Line("has a layer or size with {what} = {value}: it is not opened", what=what, value=value))
    return value
