"""The engine that fills run on, and which takes its place once it cannot compute."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace

from model.inference.engines.base import Engine
from model.inference.engines.choose import Choice
from model.inference.errors import BadWeights, NoEngine

OpenOther = Callable[[Collection[str]], Choice]
"""Opens an engine on the CPU, of a runtime that is not among these; NoEngine or BadWeights where there is none."""

Opening = Callable[[Callable[[], Choice]], Choice]
"""Makes the call that opens an engine, and returns what came of it."""


class Succession:
    """The chosen engine, and behind it those that were opened since it could not compute.

    Only a fill that was made decides: an engine for which none could stand in is asked again by the next fill.
    """

    def __init__(self, choice: Choice, open_other: OpenOther) -> None:
        self._choices, self._open_other = [choice], open_other

    @property
    def choice(self) -> Choice:
        """What fills run on now."""
        return self._choices[0]

    def engines(self, opening: Opening) -> Iterator[Engine]:
        """The present one, then others on the CPU, each opened when it is asked for and not there yet."""
        place = 0
        while True:
            if place == len(self._choices):
                try:
                    self._choices.append(opening(self._another))
                except (NoEngine, BadWeights):
                    return
            yield self._choices[place].engine
            place += 1

    def settle(self, engine: Engine, broken: Collection[Engine], steps: tuple[str, ...]) -> bool:
        """This one made a fill: those that broke are closed for good. Whether it has taken the chosen one's place.

        One that lacked memory alone stays the chosen one, since another program may have held it: later fills try it
        again.
        steps: one line for each try that failed before.
        """
        place = next(index for index, choice in enumerate(self._choices) if choice.engine is engine)
        first, chosen = self._choices[0], self._choices[place]
        moved = first.engine in broken
        gone = [choice for choice in self._choices[:place] if moved or choice.engine in broken]
        kept = [choice for choice in self._choices if choice not in gone]
        if moved:
            why = f"{engine.name} in {engine.precision} on {engine.device}: what was taken before it could not compute"
            kept[0] = replace(chosen, why=why, steps=(*first.steps, *steps))
        self._choices = kept
        for choice in gone:
            with suppress(Exception):  # whatever a broken driver says to its end, the fill is made
                choice.engine.close()
        return moved

    def close(self) -> None:
        """Give all memory back."""
        for choice in self._choices:
            choice.engine.close()
        del self._choices[1:]

    def _another(self) -> Choice:
        return self._open_other({choice.runtime for choice in self._choices if choice.engine.device == "cpu"})
