"""`fill` over folders: from the first photo to the summary, here or on a cluster."""

import os
from collections.abc import Iterator

from app.cli.exits import Exit
from app.cli.fill import Network
from app.cli.orders import Order, fill_order, order_of
from app.cli.parse import LOCAL, FillArguments
from app.cli.places import check_file, check_folder, check_writable_folder, is_same
from app.cli.plan import Planned, check_masks, masks_without_photo, plan
from app.cli.tally import Tally
from app.cli.voice import Voice
from app.files.errors import OutputRefused
from app.files.leftovers import clear_leftovers
from model.inference.errors import BadWeights, Cancelled, NoEngine

ELSEWHERE_IDLE_S = 60.0

# Said here, so that the summary comes after it; a reader of stdout that has gone hears neither.
_SAID_BY_MANY = (NoEngine, BadWeights, Cancelled, KeyboardInterrupt)


def fill_many(arguments: FillArguments, network: Network, voice: Voice) -> Exit:
    """Fill every photo that has a mask. Faults of one picture are said and the next is taken."""
    if arguments.cluster is not None:
        from app.cli.cluster import arguments_for, check_installed  # 0.5 s of dask

        check_installed()
        arguments = arguments_for(arguments)
    _check_places(arguments)
    plans = plan(arguments)
    check_masks(plans, arguments)
    _clear(plans, arguments)
    batch = _Batch(plans, arguments, network, voice)
    is_whole = False
    try:
        batch.run()
        is_whole = True
    except _SAID_BY_MANY as fault:
        voice.batch(None)
        return voice.refusal(fault, batch.at)
    finally:
        _clear(plans, arguments)
        batch.tally.say(is_whole=is_whole)
    return Exit.SOME_FAILED if batch.tally.failed else Exit.DONE


class _Batch:
    """A batch under way.  at: the photo that is being looked at."""

    def __init__(self, plans: list[Planned], arguments: FillArguments, network: Network, voice: Voice) -> None:
        self._plans, self._arguments, self._network, self._voice = plans, arguments, network, voice
        self.tally = Tally(voice, len(plans), masks_without_photo(plans, arguments))
        self.at = str(plans[0].photo)

    def run(self) -> None:
        """Fill them all. Raises what ends a batch."""
        if self._arguments.cluster is not None:
            from app.cli.cluster import fill_on_cluster

            orders = list(self._orders())
            if orders:
                self.at = str(self._arguments.photo)
                fill_on_cluster(orders, self._arguments, self._network.cancelled, self._voice, self.tally)
            return
        for order in self._orders():
            self.tally.count(fill_order(order, self._network, self._voice))

    def _orders(self) -> Iterator[Order]:
        """What is left to be filled; the rest is said and counted on the way."""
        for planned in self._plans:
            self.at = str(planned.photo)
            if self._network.cancelled():
                raise KeyboardInterrupt
            order = order_of(planned, self._arguments, self._voice)
            if isinstance(order, Order):
                yield order
            else:
                self.tally.count(order)


def _clear(plans: list[Planned], arguments: FillArguments) -> None:
    """Remove what writers that were killed left in the folders of the outputs."""
    # Other machines' writers are ours there, and write without a break; other people's are none of our business.
    elsewhere_s = None if arguments.cluster in (None, LOCAL) else ELSEWHERE_IDLE_S
    outputs = [output for planned in plans if planned.job is not None for output in planned.job.outputs]
    for folder in {output.parent for output in outputs}:
        clear_leftovers(folder, elsewhere_s=elsewhere_s)


def _check_places(arguments: FillArguments) -> None:
    check_folder(arguments.photo, "folder")
    for folder, what in ((arguments.masks, "folder of masks"), (arguments.sketches, "folder of sketches")):
        if folder is not None:
            check_folder(folder, what)
            if is_same(arguments.output, folder):
                raise OutputRefused(f"output {arguments.output} is the {what}: choose another folder")
    if arguments.exclude is not None:
        check_file(arguments.exclude, "exclude")
    if is_same(arguments.output, arguments.photo):
        raise OutputRefused(f"output {arguments.output} is the folder of photos: choose another folder")
    if os.path.lexists(arguments.output):
        check_writable_folder(arguments.output, arguments.output)
    else:
        check_writable_folder(arguments.output.absolute().parent, arguments.output)
