"""What one step does: a discriminator phase and a generator phase over networks and optimisers."""

from typing import TypeVar

import torch
from torch import Tensor, nn

from model.network.discriminator import Discriminator
from model.network.generator import Generator
from model.training.average import Average
from model.training.batches import Batch
from model.training.checkpoint import State, optimiser_tensors, part, prefixed, restore_optimiser
from model.training.config import TrainConfig
from model.training.devices import autocast
from model.training.losses import hinge_discriminator, hinge_generator, weighted_l1
from model.training.muon import Muon, hidden_weights

Network = TypeVar("Network", bound=nn.Module)


class Phases:
    """The networks and optimisers of a run, and the two phases of its step."""

    def __init__(self, config: TrainConfig, device: torch.device, *, compiled: bool = False) -> None:
        torch.manual_seed(config.seed)
        self.config, self.device = config, device
        self.generator = self._placed(Generator(config.network))
        self.average = Average(self.generator, halflife_steps=config.average_halflife_steps)
        self.discriminator = self._placed(Discriminator(config.network))
        self._forward = torch.compile(self.generator) if compiled else self.generator
        self._judge = torch.compile(self.discriminator) if compiled else self.discriminator
        self._optimisers = self._make_optimisers()

    def _placed(self, network: Network) -> Network:
        network = network.to(self.device)
        if self.device.type == "cuda":
            # On a CPU channels_last was slower in bfloat16 at every size that was measured (docs/training.md).
            for parameter in network.parameters():
                if parameter.dim() == 4:
                    parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
        return network

    def _make_optimisers(self) -> dict[str, torch.optim.Optimizer]:
        config = self.config
        hidden = hidden_weights(self.generator, config.network.planes) if config.muon_rate else []
        chosen = {id(weight) for weight in hidden}
        rest = [weight for weight in self.generator.parameters() if id(weight) not in chosen]
        optimisers: dict[str, torch.optim.Optimizer] = {
            "adam": torch.optim.Adam(rest, lr=config.adam_rate, betas=(0.5, 0.999), fused=True),
            "judge": torch.optim.Adam(
                self.discriminator.parameters(), lr=config.adam_rate, betas=(0.5, 0.999), fused=True
            ),
        }
        if hidden:
            optimisers["muon"] = Muon(hidden, rate=config.muon_rate, momentum=config.muon_momentum)
        return optimisers

    def set_rates(self, factor: float) -> None:
        """Set every optimiser's rate to its own share times `factor`."""
        for name, optimiser in self._optimisers.items():
            rate = self.config.muon_rate if name == "muon" else self.config.adam_rate
            for group in optimiser.param_groups:
                group["lr"] = rate * factor

    def discriminator_phase(self, batch: Batch) -> dict[str, Tensor]:
        """Teach the discriminator one batch: real photos and composites of the fills."""
        with torch.no_grad(), autocast(self.device):
            _, refined = self._forward(batch.planes())
        composite = refined.float() * batch.hole + batch.photo * (1.0 - batch.hole)
        with autocast(self.device):
            both = torch.cat([batch.photo, composite])
            logits = self._judge(both, batch.hole.repeat(2, 1, 1, 1), batch.sketch.repeat(2, 1, 1, 1))
        real, fake = logits.float().chunk(2)
        loss = hinge_discriminator(real, fake)
        self._step(["judge"], self.discriminator, loss)
        return {"discriminator": loss.detach()}

    def generator_phase(self, batch: Batch, *, gan_weight: float) -> dict[str, Tensor]:
        """Teach the generator one batch. Returns the named losses and the gradient's norm, not yet synchronised."""
        with autocast(self.device):
            coarse, refined = self._forward(batch.planes())
        weight = self.config.known_weight
        losses = {
            "coarse": weighted_l1(coarse.float(), batch.photo, batch.hole, known_weight=weight),
            "refined": weighted_l1(refined.float(), batch.photo, batch.hole, known_weight=weight),
        }
        total = losses["coarse"] + losses["refined"]
        if gan_weight > 0:
            composite = refined.float() * batch.hole + batch.photo * (1.0 - batch.hole)
            self.discriminator.requires_grad_(requires_grad=False)
            with autocast(self.device):
                logits = self._judge(composite, batch.hole, batch.sketch)
            self.discriminator.requires_grad_(requires_grad=True)
            losses["adversarial"] = hinge_generator(logits.float())
            total = total + gan_weight * losses["adversarial"]
        norm = self._step(["adam", "muon"], self.generator, total)
        return {name: loss.detach() for name, loss in losses.items()} | {"gradient": norm}

    def _step(self, names: list[str], network: nn.Module, loss: Tensor) -> Tensor:
        optimisers = [self._optimisers[name] for name in names if name in self._optimisers]
        for optimiser in optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), self.config.clip)
        for optimiser in optimisers:
            optimiser.step()
        return norm

    def state(self, facts: dict, *, compact: bool = False) -> State:
        """All that is needed to go on, with `facts` beside it.

        compact: optimiser memory in bfloat16 and none of the discriminator's, which it gathers again within some
        hundred steps: 65 MB instead of 120, for a machine that can send little back.
        """
        tensors = prefixed("generator", self.generator.state_dict())
        tensors |= prefixed("average", self.average.network.state_dict())
        if self.config.gan_weight > 0:
            tensors |= prefixed("discriminator", self.discriminator.state_dict())
        for name, optimiser in self._optimisers.items():
            if compact and name == "judge":
                continue
            memory = optimiser_tensors(optimiser)
            if compact:
                memory = {key: value.bfloat16() if value.dim() else value for key, value in memory.items()}
            tensors |= prefixed(f"optimiser-{name}", memory)
        return State(tensors, facts)

    def restore(self, state: State) -> None:
        """Go on from `state`; a part that it lacks (a discriminator not yet trained) stays as it is."""
        self.generator.load_state_dict(part("generator", state.tensors))
        self.average.network.load_state_dict(part("average", state.tensors))
        discriminator = part("discriminator", state.tensors)
        if discriminator:
            self.discriminator.load_state_dict(discriminator)
        for name, optimiser in self._optimisers.items():
            memory = part(f"optimiser-{name}", state.tensors)
            if memory:
                restore_optimiser(optimiser, memory)
