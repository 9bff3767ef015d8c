"""All that the network can be, as one frozen dataclass; it travels inside every checkpoint."""

import math
from dataclasses import asdict, dataclass

from model.network.layers import CONVOLUTIONS


def is_number(value: object) -> bool:
    """True for a finite number; not for true and false, which Python counts among them."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Settings of the generator and the discriminator (arXiv 1806.03589, sections 3 and 4).

    planes: input planes of both stages: R, G, B, ones, hole, sketch x hole.
    width: channels of a full-resolution gated layer before the split into feature and gate halves.
    discriminator_width: channels of the discriminator's first layer.
    fuse: add the scores of equally shifted neighbours before the attention's softmax.
    attention_scale: factor on the scores before the softmax (the paper's code has 10).
    convolution: what the generator is built of, a name in `layers.CONVOLUTIONS`. At width 48 the three kinds are
    within 3 % in parameters; small widths round worse.
    """

    planes: int = 6
    width: int = 48
    discriminator_width: int = 64
    fuse: bool = True
    attention_scale: float = 10.0
    convolution: str = "gated"

    def __post_init__(self) -> None:
        # They come out of files, too, where anything may stand.
        for name in ("planes", "width", "discriminator_width"):
            value = getattr(self, name)
            if type(value) is not int or value < 1:
                raise ValueError(f"{name} is {value!r}: give a whole number from 1 on")
        if type(self.fuse) is not bool:
            raise ValueError(f"fuse is {self.fuse!r}: give true or false")
        if not is_number(self.attention_scale):
            raise ValueError(f"attention_scale is {self.attention_scale!r}: give a number")
        if self.convolution not in tuple(CONVOLUTIONS):  # a list is no name, and nothing that a mapping could look up
            raise ValueError(f"no convolution is called {self.convolution!r}: take one of {', '.join(CONVOLUTIONS)}")
        if self.width < 4 or self.width % 4:
            raise ValueError(f"a width of {self.width} cannot be halved twice: take a multiple of 4")

    @property
    def channels(self) -> int:
        """Output channels of a full-resolution layer.

        A layer with gates spends half of its parameters on them. The other kinds spend them on width: 2 c^2 = c'^2.
        """
        if CONVOLUTIONS[self.convolution].halves == 2:
            return self.width // 2
        return 2 * round(self.width / math.sqrt(8.0))  # even, for the last layer has half as many

    def to_json(self) -> dict[str, object]:
        """The settings as plain JSON values; `NetworkConfig(**values)` reads them back."""
        return asdict(self)
