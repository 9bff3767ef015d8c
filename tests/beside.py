"""Processes that take longer than what tests ask of them, begun early: the second core is idle meanwhile.

Tests that wait for one come last, whatever folder they are in. Among several workers of pytest no core is idle, and
none knows which of them will ask: there they come first, and a process begins when one does.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LESS_URGENT = 5
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
WAITED_FOR = {"batches", "outcomes", "whole"}
"""The fixtures that end with such a process."""


class Begun:
    """A process that tests will ask."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start it, once."""
        if self._process is None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)

    def answer(self, timeout_s: float = 600) -> str:
        """What it wrote, once it has ended well."""
        self.begin()
        assert self._process is not None
        said, told = self._process.communicate(timeout=timeout_s)
        assert self._process.returncode == 0, told
        return said

    def end(self) -> None:
        """Nothing of it is left."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


@contextmanager
def beside(request: pytest.FixtureRequest, fixture: str, module: str, *words: str) -> Iterator[Begun]:
    """`python -m module words`, where a test of this session asks for the fixture."""
    begun = Begun(["nice", "-n", str(LESS_URGENT), sys.executable, "-m", module, *words])
    asked = any(fixture in getattr(item, "fixturenames", ()) for item in request.session.items)
    if asked and not IS_WORKER:
        begun.begin()
    try:
        yield begun
    finally:
        begun.end()


def waits(item: pytest.Item) -> bool:
    """Whether a test asks for what such a process says."""
    return not WAITED_FOR.isdisjoint(getattr(item, "fixturenames", ()))
