"""How rates and weights go over a run: functions of how far it is, and of nothing else."""

import math


def rate_factor(step: int, share: float, warmup_steps: int) -> float:
    """Linear warm-up over the first steps, then a cosine to 0 over the run.

    step: steps done since the run began.  share: part of the run that is spent, 0..1.
    """
    warmup = min(1.0, (step + 1) / max(warmup_steps, 1))
    return warmup * 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))


def gan_factor(share: float, start: float) -> float:
    """0 before `start`, then rising to 1 within a tenth of the run."""
    return min(max((share - start) / 0.1, 0.0), 1.0) if start > 0 else 1.0
