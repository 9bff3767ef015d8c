"""All that the network can be, as one frozen dataclass; it travels inside every checkpoint."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Settings of the generator and the discriminator (arXiv 1806.03589, sections 3 and 4).

    planes: input planes of both stages: R, G, B, ones, hole, sketch x hole.
    width: channels of a full-resolution gated layer before the split into feature and gate halves.
    discriminator_width: channels of the discriminator's first layer.
    fuse: add the scores of equally shifted neighbours before the attention's softmax.
    attention_scale: factor on the scores before the softmax (the paper's code has 10).
    """

    planes: int = 6
    width: int = 48
    discriminator_width: int = 64
    fuse: bool = True
    attention_scale: float = 10.0

    def to_json(self) -> dict[str, object]:
        """The settings as plain JSON values; `NetworkConfig(**values)` reads them back."""
        return asdict(self)
