"""Training on several GPUs or machines: what a process started by torchrun knows of the others.

`torchrun --nproc-per-node 2 -m -- model.training ...` starts one process a device. Every process draws the same batch,
since a batch depends on the seed and the step alone, and keeps its part of it; DistributedDataParallel averages the
gradients. The result is the step that one process takes with the whole batch.
"""

import logging
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from model.training.batches import Batch

# The first process may decode photos for many minutes while the others wait.
PATIENCE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Machines:
    """rank: number of this process, 0 writes states and logs.  count: processes in all."""

    rank: int = 0
    count: int = 1

    @property
    def leads(self) -> bool:
        """True for the one process that writes."""
        return self.rank == 0

    def part(self, batch: Batch) -> Batch:
        """This process's crops: every `count`-th of a batch whose size is a multiple of `count`."""
        if self.count == 1:
            return batch
        mine = slice(self.rank, None, self.count)
        return Batch(batch.photo[mine], batch.hole[mine], batch.sketch[mine])

    def balance(self, weight: Tensor) -> Tensor | float:
        """What a loss that is divided by its own `weight` (a scalar, on the training device) must be multiplied by,
        so that the mean over the processes is the loss of the whole batch."""
        if self.count == 1:
            return 1.0
        total = weight.detach().clone()
        dist.all_reduce(total)
        return weight.detach() * self.count / total

    def mean(self, value: Tensor) -> Tensor:
        """The mean of a scalar over all processes, on its own device."""
        if self.count == 1:
            return value
        total = value.detach().clone()
        dist.all_reduce(total)
        return total / self.count

    def agree(self, *values: float) -> list[float]:
        """The first process's values: all must take the same schedule and stop at the same step."""
        if self.count == 1:
            return list(values)
        told = torch.tensor(values, dtype=torch.float64)
        if dist.get_backend() == "nccl":
            told = told.cuda()
        dist.broadcast(told, 0)
        return [float(value) for value in told]

    def any(self, flag: bool) -> bool:  # noqa: FBT001 - the flag is the value itself
        """True when it is so in any process, such as a signal to stop."""
        if self.count == 1:
            return flag
        told = torch.tensor(float(flag))
        if dist.get_backend() == "nccl":
            told = told.cuda()
        dist.all_reduce(told, dist.ReduceOp.MAX)
        return bool(told)

    def wait(self) -> None:
        """Until every process is here."""
        if self.count > 1:
            dist.barrier()

    def wrap(self, network: nn.Module, device: torch.device) -> nn.Module:
        """The network as it is called in training: gradients are averaged over the processes."""
        if self.count == 1:
            return network
        devices = [device.index] if device.type == "cuda" else None
        return DistributedDataParallel(network, device_ids=devices)


def join(device: torch.device) -> tuple[Machines, torch.device]:
    """Meet the other processes that torchrun started; alone without it. Returns this process's device too."""
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        return Machines(), device
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=PATIENCE)
    return Machines(dist.get_rank(), count), device


def leave() -> None:
    """Part from the other processes."""
    if dist.is_initialized():
        dist.destroy_process_group()


def end(code: int) -> NoReturn:
    """End this process, of several at once: what their connections leave behind now and then aborts a tidy exit."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
