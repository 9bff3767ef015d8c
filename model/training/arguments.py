"""Numbers on the command lines of this package, for argparse: each says what it wants in one line."""

from argparse import ArgumentTypeError


def positive_number(text: str) -> float:
    """A number above 0."""
    value = _number(text)
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(f"{text}: give a number above 0")
    return value


def whole_number(text: str) -> int:
    """A whole number from 1 on."""
    value = _number(text)
    if not (1 <= value < float("inf") and value == int(value)):
        raise ArgumentTypeError(f"{text}: give a whole number from 1 on")
    return int(value)


def count(text: str) -> int:
    """A whole number from 0 on."""
    value = _number(text)
    if not (0 <= value < float("inf") and value == int(value)):
        raise ArgumentTypeError(f"{text}: give a whole number from 0 on")
    return int(value)


def share_number(text: str) -> float:
    """A number from 0 to 1."""
    value = _number(text)
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text}: give a number from 0 to 1")
    return value


def _number(text: str) -> float:
    """NaN where it is none, which lies in no range."""
    try:
        return float(text)
    except ValueError:
        return float("nan")
