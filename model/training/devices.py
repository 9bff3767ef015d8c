"""What the training device can do: bfloat16 where the hardware multiplies in it, autocast accordingly."""

import functools
from contextlib import AbstractContextManager
from pathlib import Path

import torch


class NoDevice(ValueError):
    """The device that was asked for is not there."""


def choose_device(name: str) -> torch.device:
    """`auto` is CUDA where torch sees one, else the CPU; NoDevice where torch lacks the one that is named."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name.split(":")[0] not in ("cpu", "cuda"):
        raise NoDevice(f"no device is called {name}: take auto, cpu or cuda")
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise NoDevice(f"torch {torch.__version__} sees no CUDA device: take --device cpu, or install a CUDA build")
    return torch.device(name)


@functools.cache
def has_fast_bfloat16(device: torch.device) -> bool:
    """True where bfloat16 is native; emulated it is some 2.5 times slower than float32.

    torch claims support on every x86 CPU, so the CPU's own flags are read.
    """
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags


def autocast(device: torch.device) -> AbstractContextManager:
    """The context for forward passes: bfloat16 or nothing."""
    return torch.autocast(device.type, torch.bfloat16, enabled=has_fast_bfloat16(device))


def prepare(device: torch.device) -> None:
    """Let a GPU be as fast as training allows: TF32 for what stays in float32, cuDNN's fastest algorithm by trial."""
    if device.type == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
        torch.backends.cudnn.benchmark = True
