"""Stand-ins for the network."""

import threading

import numpy as np

from model.inference import FillRequest, Inpainter
from model.inference.engines import Choice
from model.inference.errors import NoEngine, OutOfMemory


class PaintingEngine:
    """Answers with one colour in the hole and noise elsewhere: noise that gets out is seen."""

    name, precision = "stub", "float32"

    def __init__(self, answer=0.5, *, device="cpu"):
        self.answer, self.device = answer, device
        self.planes, self.prepared, self.trims, self.closed = [], [], 0, False

    def run(self, planes, heartbeat=None):
        if heartbeat is not None:
            heartbeat()
        self.planes.append(planes)
        noise = np.random.default_rng(0).uniform(-1, 1, planes[:, :3].shape).astype(np.float32)
        return np.where(planes[:, 4:5] > 0, np.float32(self.answer), noise)

    def prepare(self, size):
        self.prepared.append(size)

    def trim(self):
        self.trims += 1

    def close(self):
        self.closed = True


class SmallEngine(PaintingEngine):
    """Has memory for no more than `most` pixels."""

    def __init__(self, most, **options):
        super().__init__(**options)
        self.most = most

    def run(self, planes, heartbeat=None):
        if planes[0, 0].size > self.most:
            raise OutOfMemory("did not fit")
        return super().run(planes, heartbeat)


class BrokenEngine(PaintingEngine):
    """A driver that fails in the middle of a pass."""

    def run(self, planes, heartbeat=None):
        self.planes.append(planes)
        raise RuntimeError("CUDA error 700")


def inpainter(engine=None, *, other=None):
    """other: the CPU's other engine; None = there is none."""

    def open_other(without):
        if other is None or "other" in without:
            raise NoEngine("no CPU engine")
        return Choice(other, "another", runtime="other")

    choice = Choice(engine or PaintingEngine(), "a stub", runtime="stub")
    return Inpainter(choice, open_other, weights_sha256="0" * 64, load_s=0.0)


def bare(photo, hole, **options):
    """A request for the network's own answer: no detail, no blend, no match."""
    return FillRequest(photo, hole, **{"detail": "off", "blend": 0, "match": 0.0} | options)


def begun_since(before):
    """Threads that are not in the set `before`: one of another test that ends meanwhile changes nothing."""
    return set(threading.enumerate()) - before
