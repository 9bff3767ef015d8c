"""Processes that take longer than what tests ask of them, begun early: the second core is idle meanwhile.

Tests that wait for one come last, whatever folder they are in.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LESS_URGENT = 5
WAITED_FOR = {"batches", "outcomes", "whole"}
"""The fixtures that end with such a process."""


Begun = subprocess.Popen[str] | None


@contextmanager
def beside(request: pytest.FixtureRequest, fixture: str, module: str, *words: str) -> Iterator[Begun]:
    """`python -m module words`, where a test of this session asks for the fixture."""
    if not any(fixture in getattr(item, "fixturenames", ()) for item in request.session.items):
        yield None
        return
    command = ["nice", "-n", str(LESS_URGENT), sys.executable, "-m", module, *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def waits(item: pytest.Item) -> bool:
    """Whether a test asks for what such a process says."""
    return not WAITED_FOR.isdisjoint(getattr(item, "fixturenames", ()))


def answer_of(process: Begun, timeout_s: float = 600) -> str:
    """What it wrote, once it has ended well."""
    assert process is not None
    said, told = process.communicate(timeout=timeout_s)
    assert process.returncode == 0, told
    return said
