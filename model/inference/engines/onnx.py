"""onnxruntime on the CPU, or on a graphics card through CUDA, CoreML or DirectML."""

from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.aside import Heartbeat, watched
from model.inference.engines.faults import first_line, means_out_of_memory
from model.inference.errors import BadWeights, NoEngine, OutOfMemory
from model.inference.line import Line
from model.inference.weights import COLOURS, PLANES, Weights

PROVIDERS: dict[str, tuple[str, dict[str, str]]] = {
    "cpu": ("CPUExecutionProvider", {}),
    # TensorFloat-32 would be called float32; the default search tries every algorithm anew for each size of input.
    "cuda": ("CUDAExecutionProvider", {"use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"}),
    "coreml": ("CoreMLExecutionProvider", {}),
    "directml": ("DmlExecutionProvider", {}),
}
"""Device -> its provider in onnxruntime, and the provider's options."""


class OnnxEngine:
    """One onnxruntime session.

    device: a key of PROVIDERS.  threads: CPU threads of one pass.
    """

    def __init__(self, weights: Weights, *, device: str, threads: int) -> None:
        onnxruntime = _imported()
        self.name = f"onnxruntime {onnxruntime.__version__}"
        self.device = device
        self.precision = "left to CoreML" if device == "coreml" else "float32"
        if device == "cuda" and hasattr(onnxruntime, "preload_dlls"):
            onnxruntime.preload_dlls()
        self._session = self._open(weights, threads)
        provider = self._session.get_providers()[0]
        # Asked for CUDA without a usable GPU, onnxruntime falls back to the CPU in silence.
        if provider != PROVIDERS[device][0]:
            raise NoEngine(
                Line(
                    "{device}: {name} cannot use it here (it chose {provider}): use --device cpu",
                    device=device,
                    name=self.name,
                    provider=provider,
                )
            )
        inputs = self._session.get_inputs()
        if [item.name for item in inputs] != ["planes"] or inputs[0].shape[1] != PLANES:
            raise BadWeights(
                Line(
                    "{path} has other inputs than planes (N, {planes}, H, W): restore it",
                    path=weights.path,
                    planes=PLANES,
                )
            )
        outputs = {item.name: item.shape for item in self._session.get_outputs()}
        if len(outputs.get("refined", ())) != 4 or outputs["refined"][1] != COLOURS:
            raise BadWeights(
                Line(
                    "{path} has no output refined (N, {colours}, H, W): restore it", path=weights.path, colours=COLOURS
                )
            )

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
                raise NoEngine(Line("{device}: {reason}", device=self.device, reason=first_line(fault))) from fault
            raise BadWeights(
                Line("onnxruntime refused {path}: {reason}", path=weights.path, reason=first_line(fault))
            ) from fault

    def run(self, planes: NDArray[np.float32], heartbeat: Heartbeat | None = None) -> NDArray[np.float32]:
        """See `Engine.run`. The session works on a thread of its own, so that the caller's can look up."""
        import onnxruntime

        options = onnxruntime.RunOptions()

        def stop() -> None:
            options.terminate = True

        def work() -> Any:
            return self._session.run(["refined"], {"planes": planes}, options)

        try:
            (refined,) = work() if heartbeat is None else watched(work, heartbeat, stop)
        except Exception as fault:
            if options.terminate:
                raise
            if means_out_of_memory(fault):
                raise OutOfMemory(
                    Line(
                        "{width}×{height} did not fit: {reason}",
                        width=planes.shape[3],
                        height=planes.shape[2],
                        reason=first_line(fault),
                    )
                ) from fault
            raise
        return np.asarray(refined, np.float32)

    def prepare(self, size: tuple[int, int]) -> None:
        """See `Engine.prepare`. One session serves all sizes."""

    def trim(self) -> None:
        """Give back the graphics card's arena; on the CPU there is none, and nothing is kept between passes."""
        import onnxruntime

        if self.device != "cuda":
            return
        options = onnxruntime.RunOptions()
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "gpu:0")
        # It shrinks behind a pass only; where not even the smallest fits, the caller's next one will say so.
        with suppress(Exception):
            self._session.run(["refined"], {"planes": np.zeros((1, PLANES, 64, 64), np.float32)}, options)

    def close(self) -> None:
        """Drop the session."""
        self._session = None


def _imported() -> Any:
    """The onnxruntime package, 0.1 to 0.4 s: only once the network is needed. NoEngine where it cannot be loaded."""
    try:
        import onnxruntime
    except (ImportError, OSError) as fault:
        raise NoEngine(Line("onnxruntime: {reason}", reason=first_line(fault))) from fault
    if not hasattr(onnxruntime, "InferenceSession"):  # what pip leaves when one of two builds was uninstalled
        raise NoEngine(
            Line("onnxruntime is an empty shell: pip uninstall all its builds, then install '.[cpu]' or '.[gpu]'")
        )
    return onnxruntime
