"""One photo of many: whether it has to be filled at all, and filling it without a fault that ends the others."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from app.cli.fill import Job, Network, fill_one
from app.cli.parse import FillArguments
from app.cli.places import make_folder
from app.cli.plan import Planned
from app.cli.voice import Speaker, Voice
from app.files.photo import photo_size
from model.inference.errors import BadWeights, Cancelled, NoEngine

DONE, SKIPPED, FAILED = "done", "skipped", "failed"

ENDS_ALL = (NoEngine, BadWeights, Cancelled, BrokenPipeError)
"""Every further picture would end in the same way."""


@dataclass(frozen=True, slots=True)
class Order:
    """A picture that is to be filled.  arguments: those of the batch, or as resuming this one needs them."""

    job: Job
    arguments: FillArguments

    @property
    def name(self) -> str:
        """The photo, as it is called in lines and records."""
        return str(self.job.photo)


def order_of(planned: Planned, arguments: FillArguments, voice: Voice) -> Order | str:
    """What is to be done with a photo; or SKIPPED or FAILED, which has been said."""
    name = str(planned.photo)
    try:
        if planned.fault is not None:
            raise planned.fault
        if planned.job is None:
            return _skipped(voice, name, "no mask", "it has no mask")
        if arguments.resume:
            there = [output for output in planned.job.outputs if os.path.lexists(output)]
            finished = _finished(planned.job, there)
            if len(finished) == len(planned.job.outputs):
                return _skipped(voice, name, "finished", "it is finished")
            # Variants that an interrupted run left are made again along with the missing ones; others are not ours.
            arguments = replace(arguments, overwrite=arguments.overwrite or finished == there)
        make_folder(planned.job.outputs[0].parent, planned.job.outputs[0])
    except ENDS_ALL:
        raise
    except Exception as fault:  # noqa: BLE001 - one bad picture must not keep the others from being filled
        voice.refusal(fault, name)
        return FAILED
    return Order(planned.job, arguments)


def fill_order(order: Order, network: Network, voice: Speaker) -> str:
    """Fill one photo of many -> DONE, or FAILED, which has been said. Raises ENDS_ALL and KeyboardInterrupt."""
    try:
        fill_one(order.job, order.arguments, network, voice)
    except ENDS_ALL:
        raise
    except Exception as fault:  # noqa: BLE001 - one bad picture must not keep the others from being filled
        voice.refusal(fault, order.name)
        return FAILED
    return DONE


def _skipped(voice: Voice, name: str, why: str, words: str) -> str:
    voice.remark(f"{name}: skipped, {words}")
    voice.record({"input": name, "skipped": why})
    return SKIPPED


def _finished(job: Job, there: list[Path]) -> list[Path]:
    """Those of the existing outputs that are pictures of the photo's size."""
    size = photo_size(job.photo) if there else None
    return [output for output in there if size is not None and photo_size(output) == size]
