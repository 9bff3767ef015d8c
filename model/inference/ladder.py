"""What is tried when a fill does not fit or a device breaks: rungs from the best to the last resort."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from model.inference import classical
from model.inference.engines import Engine
from model.inference.errors import EngineFailed, OutOfMemory
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
        if self.engine is None:
            return classical.NAME
        return f"{self.engine.name} on {self.engine.device} at {self.longest}"


def rungs(engines: Iterable[Engine], longest: int) -> Iterator[Rung]:
    """Rungs from the wanted one down: free caches, smaller working sizes, the other engines, the classical fill.

    Each is prepared only when the one before it did not hold.
    engines: the best first; the next is asked for only when the one before it did not hold at any size.
    """
    for engine in engines:
        yield from _on(engine, longest)
    yield Rung(None, classical.LONGEST)


def _on(engine: Engine, longest: int) -> Iterator[Rung]:
    yield Rung(engine, longest)
    engine.trim()
    for size in SIZES:
        if size <= longest:
            yield Rung(engine, size)


@dataclass(frozen=True, slots=True)
class Held(Generic[Result]):
    """What the first rung that held gave.

    steps: one line for each that did not.  broken: engines that could not compute, other than for want of memory.
    """

    result: Result
    steps: tuple[str, ...]
    broken: tuple[Engine, ...]


def first_that_holds(ladder: Iterator[Rung], attempt: Callable[[Rung], Result]) -> Held[Result]:
    """What `attempt` makes on the first rung that holds.

    An engine that broke is not tried again at another size; where the last one did, that is raised, since a broken
    machine is no reason for a classical fill. Raises what attempt raises, other than for want of memory or of a broken
    engine; OutOfMemory after the last rung.
    """
    last: Engine | None = None  # the engine before this rung's, if it broke
    words: tuple[object, ...] = ()
    broken: list[Engine] = []
    steps: list[str] = []
    for rung in ladder:
        if last is not None and rung.engine is last:
            continue
        if last is not None and rung.engine is None:
            raise EngineFailed(*words)
        last = None
        try:
            return Held(attempt(rung), tuple(steps), tuple(broken))
        except (MemoryError, OutOfMemory) as fault:
            steps.append(f"{rung}: {_line(fault) or 'out of memory'}")
        except EngineFailed as fault:
            if rung.engine is None:
                raise
            # Its words alone: the fault itself holds all pixels of the fill, while the next engine is opened.
            last, words = rung.engine, fault.args
            broken.append(rung.engine)
            steps.append(f"{rung}: {_line(fault)}")
    raise OutOfMemory(Line("the fill does not fit in memory: close other programs, or brush a smaller hole"))


def _line(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:200]
