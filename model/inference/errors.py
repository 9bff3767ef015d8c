"""What can go wrong with a fill, each as one line: what, which, what to do."""


class FillError(Exception):
    """Root of all faults of a fill that a person can act on."""


class NoEngine(FillError):
    """Nothing on this machine can run the network."""


class BadWeights(FillError):
    """The weights are missing, changed or of another network."""


class BadRequest(FillError):
    """The request cannot be filled: shapes, sizes or a hole without surroundings."""


class OutOfMemory(FillError):
    """The network did not fit, not even at the smallest working size."""


class Cancelled(FillError):
    """The person asked to stop; nothing was changed."""


class EngineFailed(FillError):
    """The runtime broke in the middle of a pass, or answered with numbers that are not finite."""
