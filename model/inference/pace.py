"""How far a pass probably is: runtimes do not say, so earlier passes do."""

import math

FIRST_GUESS_S = 8.0  # a megapixel of network input; only until the first pass is over
QUICK = 1.6  # at the expected end 80 % are shown, and what takes longer still moves


class Pace:
    """Seconds a megapixel of network input, learnt from the passes of one engine."""

    def __init__(self) -> None:
        self._seconds = FIRST_GUESS_S

    def share(self, elapsed_s: float, pixels: int) -> float:
        """How much of a pass over `pixels` is probably done after `elapsed_s`: grows for ever and stays below 1."""
        expected_s = max(self._seconds * pixels / 1e6, 1e-3)
        return 1.0 - math.exp(-QUICK * elapsed_s / expected_s)

    def learn(self, elapsed_s: float, pixels: int) -> None:
        """A pass over `pixels` took so long."""
        self._seconds = 0.5 * (self._seconds + elapsed_s / max(pixels / 1e6, 1e-6))
