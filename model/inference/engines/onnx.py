"""onnxruntime on the CPU or a CUDA device."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.errors import BadWeights, Cancelled, NoEngine, OutOfMemory
from model.inference.weights import PLANES, Weights

PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}
POLL_S = 0.02


class OnnxEngine:
    """One onnxruntime session.

    device: a key of PROVIDERS.  threads: CPU threads of one pass.
    """

    def __init__(self, weights: Weights, *, device: str, threads: int) -> None:
        import onnxruntime  # 0.1 to 0.4 s: only once the network is needed

        self.name = f"onnxruntime {onnxruntime.__version__}"
        self.device = device
        if device == "cuda" and hasattr(onnxruntime, "preload_dlls"):
            onnxruntime.preload_dlls()
        self._session = self._open(weights, threads)
        provider = self._session.get_providers()[0]
        # Asked for CUDA without a usable GPU, onnxruntime falls back to the CPU in silence.
        if provider != PROVIDERS[device]:
            raise NoEngine(f"onnxruntime has no usable {device} here (it chose {provider}): use --device cpu")
        inputs = self._session.get_inputs()
        if [item.name for item in inputs] != ["planes"] or inputs[0].shape[1] != PLANES:
            raise BadWeights(f"{weights.path} has other inputs than planes (N, {PLANES}, H, W): restore it")

    def _open(self, weights: Weights, threads: int) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4
        # Spinning threads steal the other cores from the window; waiting ones cost nothing measurable.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Without the arena the peak at 512 x 512 is little over half; what it costs in time was not settled.
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        try:
            # Its own fallback would change to the CPU with a line on stdout, while we report the device asked for.
            return onnxruntime.InferenceSession(
                weights.data, options, providers=[PROVIDERS[self.device]], enable_fallback=False
            )
        except Exception as fault:
            if self.device != "cpu":
                raise NoEngine(f"{self.device}: {_first_line(fault)}") from fault
            raise BadWeights(f"onnxruntime refused {weights.path}: {_first_line(fault)}") from fault

    def run(self, planes: NDArray[np.float32], cancelled: Callable[[], bool] | None = None) -> NDArray[np.float32]:
        """See `Engine.run`. A watching thread ends the pass from outside, since it cannot look up by itself."""
        import onnxruntime

        options = onnxruntime.RunOptions()
        over = threading.Event()
        watcher = None
        if cancelled is not None:
            watcher = threading.Thread(target=_watch, args=(cancelled, over, options), name="fill-cancel")
            watcher.start()
        try:
            (refined,) = self._session.run(["refined"], {"planes": planes}, options)
        except Exception as fault:
            if options.terminate:
                raise Cancelled("cancelled") from fault
            if "memory" in str(fault).lower() or "alloc" in str(fault).lower():
                raise OutOfMemory(f"{planes.shape[3]}×{planes.shape[2]} did not fit: {_first_line(fault)}") from fault
            raise
        finally:
            over.set()
            if watcher is not None:
                watcher.join()
        return np.asarray(refined, np.float32)

    def close(self) -> None:
        """Drop the session."""
        self._session = None


def _watch(cancelled: Callable[[], bool], over: threading.Event, options: Any) -> None:
    while not over.wait(POLL_S):
        if cancelled():
            options.terminate = True
            return


def _first_line(fault: Exception) -> str:
    return str(fault).strip().splitlines()[0][:200] if str(fault).strip() else type(fault).__name__
