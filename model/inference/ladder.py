"""What is tried when a fill does not fit or a device breaks: rungs from the best to the last resort."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from model.inference import classical
from model.inference.engines import Engine
from model.inference.errors import EngineFailed, FillError, OutOfMemory
from model.inference.line import Line
from model.inference.request import QUALITIES

Result = TypeVar("Result")

SIZES = (*sorted(QUALITIES.values(), reverse=True), 128)


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to make a fill.

    engine: None = the classical fill.  longest: longest side of the network's input.
    """

    engine: Engine | None
    longest: int

    def __str__(self) -> str:
        return classical.NAME if self.engine is None else f"{self.engine.device} at {self.longest}"


def rungs(engine: Engine, longest: int, fallback: Callable[[], Engine]) -> Iterator[Rung]:
    """Rungs from the wanted one down: free caches, smaller working sizes, the CPU, the classical fill.

    Each is prepared only when the one before it did not hold. fallback: opens a CPU engine; FillError if it cannot.
    """
    yield from _on(engine, longest)
    if engine.device != "cpu":
        try:
            other = fallback()
        except FillError:
            pass  # the ladder goes on below
        else:
            yield from _on(other, longest)
    yield Rung(None, classical.LONGEST)


def _on(engine: Engine, longest: int) -> Iterator[Rung]:
    yield Rung(engine, longest)
    engine.trim()
    for size in SIZES:
        if size <= longest:
            yield Rung(engine, size)


def first_that_holds(ladder: Iterator[Rung], attempt: Callable[[Rung], Result]) -> tuple[Result, tuple[str, ...]]:
    """What `attempt` makes on the first rung that holds, and one line for each that did not.

    A device that broke is not tried again at another size. Raises what attempt raises, other than for want of memory
    or of a broken device; OutOfMemory after the last rung.
    """
    broken: Engine | None = None
    steps: list[str] = []
    for rung in ladder:
        if broken is not None and rung.engine is broken:
            continue
        try:
            return attempt(rung), tuple(steps)
        except (MemoryError, OutOfMemory) as fault:
            steps.append(f"{rung}: {_line(fault) or 'out of memory'}")
        except EngineFailed as fault:
            if rung.engine is None or rung.engine.device == "cpu":
                raise
            broken = rung.engine
            steps.append(f"{rung}: {_line(fault)}")
    raise OutOfMemory(Line("the fill does not fit in memory: close other programs, or brush a smaller hole"))


def _line(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:200]
