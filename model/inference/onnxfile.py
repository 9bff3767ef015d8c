"""A look into an ONNX file before a runtime gets it: all of its weights must be inside of it.

ONNX lets a tensor lie in another file, which it names by a path; a runtime would follow that path wherever it leads,
and no sha256 of ours would cover it. The few message types of protobuf that can hold a tensor are walked here, without
the onnx package.
"""

from collections.abc import Iterator, Mapping

_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_TENSOR = "tensor"
_EXTERNAL_DATA, _DATA_LOCATION, _IS_EXTERNAL = 13, 14, 1
_DEEPEST = 64

# By onnx.proto: which fields of a message hold messages that may hold tensors.
_INSIDE: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: _TENSOR, 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: _TENSOR, 6: "graph", 10: _TENSOR, 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: _TENSOR, 2: _TENSOR},
}


def names_other_files(data: bytes) -> bool:
    """Whether a tensor of an ONNX file lies outside of it. Raises ValueError for what is no protobuf."""
    return _message_does(memoryview(data), "model", 0)


def _message_does(message: memoryview, kind: str, depth: int) -> bool:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    for number, value in _fields(message):
        if kind == _TENSOR:
            if number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value == _IS_EXTERNAL):
                return True
            continue
        inner = _INSIDE[kind].get(number)
        if inner is not None and isinstance(value, memoryview) and _message_does(value, inner, depth + 1):
            return True
    return False


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Each field of a message: its number, and what it holds."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield tag >> 3, value
            continue
        if kind == _BYTES:
            length, at = _varint(message, at)
        elif kind in (_FIXED_32, _FIXED_64):
            length = 4 if kind == _FIXED_32 else 8
        else:
            raise ValueError("a field of an unknown kind")
        if length > len(message) - at:
            raise ValueError("a field beyond the end")
        if kind == _BYTES:
            yield tag >> 3, message[at : at + length]
        at += length


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """A number of one to ten bytes, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("a number that does not end")
