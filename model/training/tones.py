"""Other colours and another light on a batch's pictures: what a photo could as well have looked like.

A long run sees every photo a hundred times. What a hole held must not be known from the photo's own tones.
"""

import torch
from torch import Tensor

GAMMA = 0.35  # largest natural logarithm of the exponent of a picture's tone curve, up or down
BALANCE = 0.12  # the same of each channel's gain


def recoloured(colours: Tensor, share: float, rng: torch.Generator) -> Tensor:
    """Some pictures with their channels in another order.

    colours: (N, 3, S, S) float on any device, and so is what returns.  share: of the pictures, 0..1.
    rng: on the CPU; the same numbers are drawn from it whatever the share.
    """
    count = len(colours)
    order = torch.rand(count, 3, generator=rng).argsort(dim=1)
    chosen = torch.rand(count, generator=rng) < share
    if not chosen.any():
        return colours
    order = torch.where(chosen[:, None], order, torch.arange(3)).to(colours.device)
    return colours[torch.arange(count, device=colours.device)[:, None], order]


def relit(colours: Tensor, share: float, rng: torch.Generator) -> Tensor:
    """Some pictures darker or brighter by a tone curve that keeps black and white, and warmer or colder by gains.

    colours: (N, 3, S, S) float in 0..255 on any device, and so is what returns.  share: of the pictures, 0..1.
    rng: on the CPU; nothing is drawn from it for a share of 0, so that older runs repeat their numbers.
    """
    if not share:
        return colours
    count = len(colours)
    chosen = torch.rand(count, generator=rng) < share
    gamma = torch.exp(GAMMA * (2 * torch.rand(count, generator=rng) - 1)).where(chosen, torch.ones(()))
    gain = torch.exp(BALANCE * (2 * torch.rand(count, 3, generator=rng) - 1)).where(chosen[:, None], torch.ones(()))
    gamma, gain = gamma.view(-1, 1, 1, 1).to(colours.device), gain.view(-1, 3, 1, 1).to(colours.device)
    return (255.0 * (colours / 255.0).clamp(0, 1) ** gamma * gain).clamp(0, 255)
