"""OpenVINO on the CPU, in the arithmetic that this CPU is fast in."""

import sys
from collections import OrderedDict
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.aside import POLL_S, Aside, Heartbeat
from model.inference.engines.faults import first_line, means_out_of_memory
from model.inference.errors import BadWeights, NoEngine, OutOfMemory
from model.inference.line import Line
from model.inference.weights import COLOURS, PLANES, Weights

HINTS = {"float32": "f32", "bfloat16": "bf16"}
NATIVE_BFLOAT16 = {"avx512_bf16", "amx_bf16"}
KEPT_SIZES = 4  # each has a copy of the weights of its own, about 45 MB
CPU_FACTS = Path("/proc/cpuinfo")


class OpenVinoEngine:
    """The network compiled anew for every size, which is a seventh to a half faster than one for all sizes.

    A compilation takes about 0.3 s of one core and cannot be stopped: a pass that is cancelled meanwhile leaves it to
    end by itself, and the next pass has it. That of the size that `prepare` names goes on beside the pass before it.
    The last KEPT_SIZES used are kept.
    threads: CPU threads of one pass.  precision: a key of HINTS; None = what this CPU is fast in.
    """

    device = "cpu"

    def __init__(self, weights: Weights, *, threads: int, precision: str | None = None) -> None:
        runtime = import_silently()
        self.name = f"openvino {'.'.join(runtime.__version__.split('-')[0].split('.')[:2])}"
        self.precision = precision or fast_precision()
        self._compiled: OrderedDict[tuple[int, int], Any] = OrderedDict()
        self._pending: tuple[tuple[int, int], Aside[Any]] | None = None
        self._next: tuple[int, int] | None = None
        self._settings = {
            "INFERENCE_PRECISION_HINT": HINTS[self.precision],
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": 1,
            "INFERENCE_NUM_THREADS": threads,
            # Pinned threads would fight for one core with whatever else was pinned to it.
            "ENABLE_CPU_PINNING": False,
        }
        try:
            self._core = runtime.Core()
            # From the bytes whose sha256 was compared; a compilation cached on disk would be believed unseen.
            self._model = self._core.read_model(weights.data)
        except Exception as fault:
            raise BadWeights(
                Line("openvino refused {path}: {reason}", path=weights.path, reason=first_line(fault))
            ) from fault
        inputs = self._model.inputs
        if [item.any_name for item in inputs] != ["planes"] or inputs[0].partial_shape[1].to_string() != str(PLANES):
            raise BadWeights(
                Line(
                    "{path} has other inputs than planes (N, {planes}, H, W): restore it",
                    path=weights.path,
                    planes=PLANES,
                )
            )
        first = self._model.outputs[0]  # the one that `run` gives out
        shape = first.partial_shape
        if "refined" not in first.names or shape.rank.to_string() != "4" or shape[1].to_string() != str(COLOURS):
            raise BadWeights(
                Line(
                    "{path} has no output refined (N, {colours}, H, W): restore it", path=weights.path, colours=COLOURS
                )
            )

    def run(self, planes: NDArray[np.float32], heartbeat: Heartbeat | None = None) -> NDArray[np.float32]:
        """See `Engine.run`. The runtime works on threads of its own; this one looks up meanwhile."""
        size = planes.shape[2], planes.shape[3]
        try:
            request = self._request(size, heartbeat)
            request.start_async([planes])
            self._begin_next()
        except RuntimeError as fault:
            _refuse_if_full(fault, size)
            raise
        try:
            while heartbeat is not None and not request.wait_for(round(POLL_S * 1000)):
                heartbeat()
        except BaseException:
            self._stop(request)
            raise
        try:
            request.wait()
            return np.array(request.get_output_tensor(0).data, np.float32)
        except RuntimeError as fault:
            _refuse_if_full(fault, size)
            raise

    def prepare(self, size: tuple[int, int]) -> None:
        """See `Engine.prepare`."""
        self._next = size

    def _begin_next(self) -> None:
        size, self._next = self._next, None
        if size is not None and size not in self._compiled and self._pending is None:
            self._begin(size)

    def _begin(self, size: tuple[int, int]) -> None:
        self._make_room()
        self._pending = size, Aside(partial(self._compile, size), "network-aside")

    def _request(self, size: tuple[int, int], heartbeat: Heartbeat | None) -> Any:
        """What runs planes of this size: kept, or compiled now."""
        while size not in self._compiled:
            if self._pending is None:
                self._begin(size)
            self._adopt(heartbeat, wanted=size)
        self._compiled.move_to_end(size)
        return self._compiled[size]

    def _make_room(self) -> None:
        while len(self._compiled) >= KEPT_SIZES:
            self._compiled.popitem(last=False)

    def _compile(self, size: tuple[int, int]) -> Any:
        self._model.reshape([1, PLANES, *size])
        return self._core.compile_model(self._model, "CPU", self._settings).create_infer_request()

    def _adopt(self, heartbeat: Heartbeat | None = None, *, wanted: tuple[int, int] | None = None) -> None:
        """Wait for the compilation under way. Where `heartbeat` ends the wait it goes on, for the next pass.

        One that failed is told of only where its size is the wanted one: another's is tried again in its turn.
        """
        if self._pending is None:
            return
        size, compilation = self._pending
        compilation.wait(heartbeat)
        self._pending = None
        try:
            self._compiled[size] = compilation.result()
        except (RuntimeError, MemoryError):
            if size == wanted:
                raise

    @staticmethod
    def _stop(request: Any) -> None:
        request.cancel()
        with suppress(RuntimeError):  # how a cancelled pass ends
            request.wait()

    def trim(self) -> None:
        """Drop what was compiled; the next pass of each size takes 0.3 s more."""
        self._adopt()
        self._compiled.clear()

    def close(self) -> None:
        """Drop everything."""
        self.trim()
        self._model = self._core = None


def _refuse_if_full(fault: RuntimeError, size: tuple[int, int]) -> None:
    if means_out_of_memory(fault):
        raise OutOfMemory(
            Line("{width}×{height} did not fit: {reason}", width=size[1], height=size[0], reason=first_line(fault))
        ) from fault


def import_silently() -> Any:
    """The openvino package without its telemetry; NoEngine where it cannot be loaded.

    Its conversion tools, which nothing here needs, send an event over the network when they are imported, unless the
    person has a file in the home folder that forbids it. They are kept out, and the telemetry package with them.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    tools = "openvino.tools.ovc"
    kept_out = tools not in sys.modules
    if kept_out:
        sys.modules[tools] = None  # type: ignore[assignment]
    try:
        import openvino
    except (ImportError, OSError, RuntimeError) as fault:
        raise NoEngine(Line("openvino: {reason}", reason=first_line(fault))) from fault
    finally:
        if kept_out:
            del sys.modules[tools]
    return openvino


def fast_precision(facts: Path = CPU_FACTS) -> str:
    """bfloat16 only where the CPU has it itself; emulated it was seven times as slow as float32.

    facts: Linux's list of CPU flags; where there is none, float32.
    """
    try:
        text = facts.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "float32"
    flags = next((line.split(":", 1)[1] for line in text.splitlines() if line.startswith("flags")), "")
    return "bfloat16" if NATIVE_BFLOAT16 & set(flags.split()) else "float32"
