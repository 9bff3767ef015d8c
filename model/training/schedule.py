"""How rates and weights go over a run: functions of how far it is, and of nothing else."""

import math


def rate_factor(
    step: int, share: float, warmup_steps: int, *, restart_at: float = 1.0, restart_rate: float = 1.0
) -> float:
    """Linear warm-up over the first steps, then a cosine to 0; after `restart_at` once more (arXiv 1608.03983).

    step: steps done since the run began.  share: part of the run that is spent, 0..1.
    restart_at: share at which the first cosine has come to 0.  restart_rate: where the second one begins.
    """
    warmup = min(1.0, (step + 1) / max(warmup_steps, 1))
    if share < restart_at or restart_at >= 1.0:
        return warmup * cosine(share / restart_at)
    return restart_rate * cosine((share - restart_at) / (1.0 - restart_at))


def cosine(share: float) -> float:
    """From 1 at 0 to 0 at 1, and 0 after it."""
    return 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))


def gan_factor(share: float, start: float) -> float:
    """0 before `start`, then rising to 1 within a tenth of the run; 1 throughout where `start` is 0."""
    return min(max((share - start) / 0.1, 0.0), 1.0) if start > 0 else 1.0
