"""What one step does: a discriminator phase and a generator phase over networks and optimisers."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import torch
from torch import Tensor, nn

from model.network import Discriminator, Generator
from model.network.discriminator import Judge
from model.network.projected import ProjectedDiscriminator
from model.training.average import Average
from model.training.batches import Batch
from model.training.checkpoint import State, optimiser_tensors, part, prefixed, restore_optimiser
from model.training.clipping import Clip
from model.training.config import TrainConfig
from model.training.devices import autocast
from model.training.features import PretrainedFeatures
from model.training.graphs import Graphs
from model.training.losses import (
    PARTIAL_WEIGHTS,
    edge_shortfall,
    feature_matching,
    hinge_discriminator,
    hinge_generator,
    near_strokes,
    partial_losses,
    perceptual,
    stroke_steps,
    weighted_l1,
    weighted_squares,
)
from model.training.machines import Machines
from model.training.muon import Muon, hidden_weights

Network = TypeVar("Network", bound=nn.Module)
log = logging.getLogger(__name__)

Terms = dict[str, tuple[float | Tensor, Tensor]]


class Phases:
    """The networks and optimisers of a run, and the two phases of its step."""

    def __init__(
        self, config: TrainConfig, device: torch.device, *, compiled: bool = False, machines: Machines | None = None
    ) -> None:
        torch.manual_seed(config.seed)
        self.config, self.device, self.machines = config, device, machines or Machines()
        self.generator = self._placed(Generator(config.network))
        self.average = Average(self.generator, halflife_steps=config.average_halflife_steps)
        self._features = self._make_features()
        self.discriminator = self._placed(self._make_discriminator())
        self._knows_judging = config.gan_weight > 0
        learning = self.machines.wrap(self.generator, device)
        judging = self.machines.wrap(self.discriminator, device)
        # Every shape that comes is trained on for thousands of steps: none is worth a kernel for all shapes.
        self._forward = torch.compile(learning, dynamic=False) if compiled else learning
        self._judge = judging
        self._optimisers = self._make_optimisers()
        self._graphs = self._make_graphs()
        self._gan_weight = torch.zeros((), device=device)
        self._clips = {name: Clip(config.clip_factor, device) for name in ("generator", "judge")}

    def _make_graphs(self) -> Graphs | None:
        return Graphs(self.device) if self.device.type == "cuda" and self.machines.count == 1 else None

    def _make_features(self) -> PretrainedFeatures | None:
        config = self.config
        if config.objective == "partial" or config.perceptual_weight > 0 or config.discriminator == "projected":
            return PretrainedFeatures().to(self.device)
        return None

    def _make_discriminator(self) -> Judge:
        if self.config.discriminator == "projected":
            assert self._features is not None  # made for it
            return ProjectedDiscriminator(self._features)
        return Discriminator(self.config.network)

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
        hidden = hidden_weights(self.generator) if config.muon_rate else {}
        if not config.muon_apart:
            hidden = {1: [weight for group in hidden.values() for weight in group]}
        chosen = {id(weight) for group in hidden.values() for weight in group}
        rest = [weight for weight in self.generator.parameters() if id(weight) not in chosen]
        judging = [weight for weight in self.discriminator.parameters() if weight.requires_grad]
        # On CUDA the rates are tensors, which a captured step reads anew each time.
        captured = self.device.type == "cuda"

        def rate(value: float) -> float | Tensor:
            return torch.tensor(value, device=self.device) if captured else value

        def adam(parameters: list[nn.Parameter], value: float) -> torch.optim.Adam:
            return torch.optim.Adam(parameters, rate(value), betas=(0.5, 0.999), fused=True, capturable=captured)

        optimisers: dict[str, torch.optim.Optimizer] = {
            "adam": adam(rest, config.adam_rate),
            "judge": adam(judging, config.judge_rate),
        }
        if hidden:
            optimisers["muon"] = Muon(
                hidden, rate=rate(config.muon_rate), momentum=config.muon_momentum, decay=config.muon_decay
            )
        return optimisers

    def set_rates(self, factor: float) -> None:
        """Set every optimiser's rate to its own share times `factor`."""
        config = self.config
        rates = {"adam": config.adam_rate, "judge": config.judge_rate, "muon": config.muon_rate}
        for name, optimiser in self._optimisers.items():
            for group in optimiser.param_groups:
                if isinstance(group["lr"], Tensor):
                    group["lr"].fill_(rates[name] * factor)
                else:
                    group["lr"] = rates[name] * factor

    def step(self, batch: Batch, *, gan_weight: float) -> dict[str, Tensor]:
        """Teach both networks one batch; the discriminator first, and not at all where `gan_weight` is 0.

        gan_weight: of the hinge loss at this step; feature matching rises in the same proportion.
        Returns the named losses and the gradient's norm, not yet synchronised. Both phases share one pass of the
        generator: its weights do not change in between, and a second pass would take a fifth of the step.
        """
        if self._graphs is None:
            return self._step(batch, gan_weight if gan_weight > 0 else None)
        self._gan_weight.fill_(gan_weight)
        weight = self._gan_weight if gan_weight > 0 else None
        return self._graphs.run(gan_weight > 0, batch, lambda still: self._step(still, weight))

    def _step(self, batch: Batch, gan_weight: float | Tensor | None) -> dict[str, Tensor]:
        """gan_weight: None leaves the discriminator out. Nothing here may wait for the device."""
        with autocast(self.device):
            coarse, refined = self._forward(self._arranged(batch.planes()))
        losses = self._discriminator_phase(batch, refined.detach()) if gan_weight is not None else {}
        return losses | self._generator_phase(batch, coarse.float(), refined.float(), gan_weight)

    def _arranged(self, pictures: Tensor) -> Tensor:
        """In the memory format of the weights."""
        if self.device.type != "cuda":
            return pictures
        return pictures.contiguous(memory_format=torch.channels_last)

    def _discriminator_phase(self, batch: Batch, refined: Tensor) -> dict[str, Tensor]:
        both = torch.cat([batch.photo, composite(refined, batch)])
        with autocast(self.device):
            logits = self._judge(both, batch.hole.repeat(2, 1, 1, 1), batch.sketch.repeat(2, 1, 1, 1))
        real, fake = logits.float().chunk(2)
        loss = hinge_discriminator(real, fake)
        self._update(["judge"], self.discriminator, loss, self._clips["judge"])
        return {"discriminator": loss.detach()}

    def _generator_phase(
        self, batch: Batch, coarse: Tensor, refined: Tensor, gan_weight: float | Tensor | None
    ) -> dict[str, Tensor]:
        terms = self._reconstruction(coarse, refined, batch)
        terms |= self._along_strokes(refined, batch)
        if self.config.perceptual_weight > 0:
            terms["perceptual"] = self.config.perceptual_weight, self._perceptual(refined, batch)
        if gan_weight is not None:
            terms |= self._adversarial(refined, batch, gan_weight)
        total = torch.stack([weight * loss for weight, loss in terms.values()]).sum()
        norm = self._update(["adam", "muon"], self.generator, total, self._clips["generator"])
        return {name: loss.detach() for name, (_, loss) in terms.items()} | {"gradient": norm}

    def _reconstruction(self, coarse: Tensor, refined: Tensor, batch: Batch) -> Terms:
        terms: Terms = {}
        if self.config.objective == "partial":
            assert self._features is not None  # made for it
            for stage, picture in (("coarse", coarse), ("refined", refined)):
                with autocast(self.device):
                    losses = partial_losses(picture, batch.photo, batch.hole, self._features)
                terms |= {f"{stage}_{name}": (PARTIAL_WEIGHTS[name], loss) for name, loss in losses.items()}
            return terms
        known_weight = self.config.known_weight
        balance = self.machines.balance((batch.hole + known_weight * (1.0 - batch.hole)).sum())
        for stage, picture in (("coarse", coarse), ("refined", refined)):
            loss = weighted_l1(picture, batch.photo, batch.hole, known_weight=known_weight)
            terms[stage] = 1.0, loss * balance
        if self.config.squares_weight > 0:
            squares = weighted_squares(refined, batch.photo, batch.hole, known_weight=known_weight)
            terms["squares"] = self.config.squares_weight, squares * balance
        return terms

    def _along_strokes(self, refined: Tensor, batch: Batch) -> Terms:
        terms: Terms = {}
        if self.config.stroke_weight > 0:
            near = near_strokes(batch.sketch)
            balance = self.machines.balance(near.sum().clamp_min(1.0))
            terms["strokes"] = self.config.stroke_weight, stroke_steps(refined, batch.photo, near) * balance
        if self.config.edge_weight > 0:
            balance = self.machines.balance(batch.sketch.sum().clamp_min(1.0))
            shortfall = edge_shortfall(composite(refined, batch), batch.photo, batch.sketch)
            terms["edges"] = self.config.edge_weight, shortfall * balance
        return terms

    def _perceptual(self, refined: Tensor, batch: Batch) -> Tensor:
        assert self._features is not None  # made for it
        with autocast(self.device):
            with torch.no_grad():
                truth = self._features(batch.photo)
            return perceptual(self._features(composite(refined, batch)), truth)

    def _adversarial(self, refined: Tensor, batch: Batch, gan_weight: float | Tensor) -> Terms:
        with resting(self.discriminator) as judge, autocast(self.device):
            fakes = judge.layers_of(composite(refined, batch), batch.hole, batch.sketch)
            terms: Terms = {"adversarial": (gan_weight, hinge_generator(fakes[-1].float()))}
            if self.config.feature_matching_weight > 0:
                with torch.no_grad():
                    reals = judge.layers_of(batch.photo, batch.hole, batch.sketch)
                weight = self.config.feature_matching_weight * gan_weight / self.config.gan_weight
                terms["feature_matching"] = weight, feature_matching(reals, fakes)
        return terms

    def _update(self, names: list[str], network: nn.Module, loss: Tensor, clip: Clip) -> Tensor:
        optimisers = [self._optimisers[name] for name in names if name in self._optimisers]
        for optimiser in optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = clip(network.parameters())
        for optimiser in optimisers:
            optimiser.step()
        return norm

    def state(self, facts: dict, *, compact: bool = False) -> State:
        """All that is needed to go on, with `facts` beside it.

        compact: optimiser memory in bfloat16, and none of the discriminator's optimiser, which gathers it again within
        some hundred steps: 65 MB instead of 120, for a machine that can send little back.
        """
        tensors = prefixed("generator", self.generator.state_dict())
        tensors |= prefixed("average", self.average.network.state_dict())
        if self._knows_judging:
            tensors |= prefixed("discriminator", self.discriminator.state_dict())
        for name, optimiser in self._optimisers.items():
            if compact and name == "judge":
                continue
            memory = optimiser_tensors(optimiser)
            if compact:
                memory = {key: value.bfloat16() if value.dim() else value for key, value in memory.items()}
            tensors |= prefixed(f"optimiser-{name}", memory)
        tensors |= prefixed("usual-gradient", {name: clip.usual for name, clip in self._clips.items()})
        return State(tensors, facts)

    def take_discriminator(self, tensors: dict[str, Tensor]) -> None:
        """Go on from a trained discriminator's tensors; states hand it on, also where this run does not train it."""
        self.discriminator.load_state_dict(tensors)
        self._knows_judging = True

    def restore(self, state: State) -> None:
        """Go on from `state`; a discriminator that it lacks stays as it is.

        An optimiser whose memory it lacks, or has of other weights, is left without: the present one may be broken.
        """
        self.generator.load_state_dict(part("generator", state.tensors))
        self.average.network.load_state_dict(part("average", state.tensors))
        discriminator = part("discriminator", state.tensors)
        if discriminator:
            self.take_discriminator(discriminator)
        for name, optimiser in self._optimisers.items():
            if not restore_optimiser(optimiser, part(f"optimiser-{name}", state.tensors)):
                log.info("the state has the memory of %s of other weights: it is gathered anew", name)
        # Graphs know the optimisers' memory by its place, and that has changed.
        self._graphs = self._make_graphs()
        for name, usual in part("usual-gradient", state.tensors).items():
            self._clips[name].usual.copy_(usual)


def composite(refined: Tensor, batch: Batch) -> Tensor:
    """The fill with the known pixels put back: (N, 3, S, S) float32."""
    return refined.float() * batch.hole + batch.photo * (1.0 - batch.hole)


@contextmanager
def resting(judge: Network) -> Iterator[Network]:
    """The discriminator without gradients of its own and without a power iteration of its spectral norms."""
    wanted = [weight for weight in judge.parameters() if weight.requires_grad]
    for weight in wanted:
        weight.requires_grad_(False)  # noqa: FBT003 - torch's own signature
    judge.eval()
    try:
        yield judge
    finally:
        judge.train()
        for weight in wanted:
            weight.requires_grad_(True)  # noqa: FBT003 - torch's own signature
