"""From the worker's answer to the layer that keeps it: a new one, or a fill that was asked for again.

Nothing is changed here. What a fill will change is planned first, so that it can be written down before it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Candidate, Fill, Layer
from app.document.layers.fills import with_chosen_alone, with_fill
from app.document.layers.layer import frozen_array
from app.document.planes import Tiles
from app.document.planes.colours import ColourTiles
from app.editor.fills.reopening import Reopened
from app.editor.history.commands import FillCommand, ReplaceLayerCommand, Step
from app.editor.layers.naming import FILL, next_name
from app.editor.numbers import seconds
from app.files.project.record import FILL_SETTINGS
from app.files.settings import RANGES, Settings
from app.language import plural, text
from app.worker import FillResult
from app.worker.requests import Job

SOFT = 0.5  # of the edges around the hole: below it the eye sees a blur beside the photo
ROWS_AT_ONCE = 16
MOST = round(RANGES["variants"][1])


@dataclass(frozen=True, slots=True)
class Aim:
    """What the fill under way is for.

    text: of its step; one that makes a layer has the layer's name.  replaced: the layer in whose place it comes, if
    any.  asked: how many candidates that layer's fill has been asked for before, to which these are added; None for a
    fill of the hole on the canvas.
    edit: what it ends.
    """

    text: str = ""
    replaced: int | None = None
    asked: int | None = None
    edit: Reopened | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Coming:
    """What a document will be after a step that is not made yet.

    layers: all of them, bottom first.  taken: tiles that go off the planes of these names.
    edit: of a fill, which the step ends.
    """

    layers: tuple[Layer, ...]
    taken: Mapping[str, Tiles | ColourTiles] = field(default_factory=dict)
    edit: Reopened | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How a fill will be kept.

    among: the layers that it was planned for; where others stand by the time, another plan is needed.
    layer: that will hold the fill.  present: the one that it takes the place of.  slim: the layers that let go of
    candidates for it.  notes: what is to be said of it.
    """

    aim: Aim
    among: tuple[Layer, ...]
    layer: Layer
    present: Layer | None
    slim: tuple[Layer, ...]
    notes: tuple[str, ...]

    def coming(self, taken: Mapping[str, Tiles | ColourTiles]) -> Coming:
        """The document once this is done. taken: what goes off the planes of these names then."""
        new = {one.id: one for one in (*self.slim, self.layer)}
        layers = tuple(new.get(one.id, one) for one in self.among)
        layers = layers if self.present is not None else (*layers, self.layer)
        if self.aim.asked is not None:
            return Coming(layers)
        return Coming(layers, taken, self.aim.edit)

    def steps(self, document: Document) -> list[Step]:
        """What does it."""
        if self.present is None:
            step: Step = FillCommand(self.aim.text, document, (self.layer,), ())
        else:
            step = ReplaceLayerCommand(text("Fill again"), document, self.layer)
        return [step, *(ReplaceLayerCommand(text("Drop candidates"), document, one) for one in self.slim)]


def planned(document: Document, job: Job, result: FillResult, aim: Aim, note: str, budget: int) -> Plan | None:
    """How to keep this answer; None when it brings nothing new. Changes nothing but the number of the next layer.

    note: how it was made.  budget: bytes, of the candidates of all layers that are not chosen.
    """
    fill, notes = fill_of(job, result), []
    present = next((layer for layer in document.layers if layer.id == aim.replaced), None)
    if present is not None and present.fill is not None and present.locked:
        notes.append(text("{name} is locked: the new fill is a layer of its own.", name=present.name))
    if present is not None and not _takes(present, job, aim):
        present = None
    if aim.asked is not None and present is not None and present.fill is not None:
        fill = with_more(present.fill, fill, aim.asked, MOST)
        if len(fill.candidates) == len(present.fill.candidates):
            return None
    if present is None:
        layer = _layer_of(document, fill, note)
        aim = replace(aim, text=layer.name)  # of many steps that are all «Fill» nobody knows which is which
    else:
        layer = with_fill(present, fill, note)
        if not layer.visible:
            notes.append(text("{name} is hidden: show the layer to see the new fill.", name=layer.name))
    slim = tuple(slimmed(document.layers, layer, budget))
    if slim:
        names = ", ".join(one.name for one in slim)
        notes.append(text("Candidates not chosen were dropped to hold the budget: those of {names}.", names=names))
    return Plan(aim, document.layers, layer, present, slim, tuple(notes))


def _takes(layer: Layer, job: Job, aim: Aim) -> bool:
    """Whether the answer goes into this layer. Not when it has been locked or merged meanwhile, or when undo brought
    back one of another hole: it gets a layer of its own then."""
    if layer.fill is None or layer.locked:
        return False
    return aim.asked is None or layer.fill.hole is job.hole


def _layer_of(document: Document, fill: Fill, note: str) -> Layer:
    one = fill.candidates[fill.chosen]
    name = next_name(FILL, document.layers)
    return Layer(document.new_layer_id(), name, one.box, one.pixels, one.alpha, note=note, fill=fill)


def fill_of(job: Job, result: FillResult) -> Fill:
    """What the layer remembers."""
    candidates = tuple(
        Candidate(Box(*one.box).shift(*job.origin), frozen_array(one.pixels), frozen_array(one.alpha))
        for one in result.candidates
    )
    settings = {name: getattr(job.settings, name) for name in FILL_SETTINGS}
    return Fill(
        candidates,
        hole=job.hole,
        sketch=job.sketch,
        exclude=job.exclude,
        settings=settings,
        looked_at=job.looked_at,
        contexts=job.contexts,
        colours=job.colours,
    )


def taken_by(job: Job) -> dict[str, Tiles | ColourTiles]:
    """Of the planes of these names, what is for this hole alone. What is excluded stays."""
    return {"hole": job.hole, "sketch": job.sketch, "colours": job.colours}


def with_more(present: Fill, answer: Fill, asked: int, most: int) -> Fill:
    """The fill with other answers behind its own, of which the chosen one stays.

    answer: to the same question; it begins with those that were asked for before.  asked: how many those were; they
    come again, those that were let go, when there are no others.  most: candidates in all.
    """
    others = answer.candidates[asked:] or answer.candidates
    fresh = [one for one in others if not any(_is_same(one, own) for own in present.candidates)]
    candidates = (*present.candidates, *fresh)[: max(most, len(present.candidates))]
    return replace(present, candidates=candidates, settings=answer.settings)


def how_it_went(job: Job, result: FillResult, took_s: float) -> str:
    """News of a fill, for the moment in which it is there."""
    device, count = result.report.device.upper(), len(result.candidates)
    if result.report.by_network:
        went = text("Filled in {time} on {device}", time=seconds(took_s), device=device)
    else:
        went = text("Filled in {time} on {device}, without the network", time=seconds(took_s), device=device)
    percent = job.settings.guidance
    if job.sketch and percent != Settings().guidance:  # the bar shows it only with a pen in the hand
        went = text("{went}, guide strokes at {percent} %", went=went, percent=percent)
    if count == 1:
        return went
    return plural("{went}: {count} candidate", "{went}: {count} candidates to choose from", count=count, went=went)


def is_dated(job: Job, layers: tuple[Layer, ...]) -> bool:
    """Whether a layer that the fill could look at is elsewhere, gone or another one by now. layers: as they are now."""
    present = {one.id: one for one in layers}
    seen = (one for one in job.layers if one.visible and not one.box.intersect(job.window).is_empty)
    return any(one.id not in present or _look(one, job) != _look(present[one.id], job) for one in seen)


def _look(layer: Layer, job: Job) -> tuple[object, ...]:
    """Whatever of a layer shows, its arrays by what they are: a layer never changes. A fill that looks at one layer
    alone sees it though it be hidden."""
    arrays = id(layer.pixels), id(layer.alpha), id(layer.mask)
    return (*arrays, layer.box, layer.opacity, layer.blend, layer.visible or job.looked_at is not None)


def is_soft(result: FillResult) -> bool:
    """Whether what was filled lacks what is around it. Where nothing was looked for, nobody knows."""
    sharpness = result.report.sharpness
    return sharpness is not None and sharpness[1] < SOFT


def slimmed(layers: tuple[Layer, ...], newest: Layer, budget: int) -> list[Layer]:
    """The fills that have to let go of the candidates not chosen, so that all fit the budget: the oldest first.

    newest: about to be kept, and always whole.  budget: bytes.
    """
    others = sorted((one for one in layers if one.id != newest.id and _spare(one)), key=lambda one: one.id)
    over = _spare(newest) + sum(map(_spare, others)) - budget
    slim = []
    for layer in others:
        if over <= 0:
            break
        over -= _spare(layer)
        slim.append(with_chosen_alone(layer))
    return slim


def spare_bytes(layers: tuple[Layer, ...]) -> int:
    """What the candidates of all fills hold that were not chosen."""
    return sum(map(_spare, layers))


def _is_same(one: Candidate, other: Candidate) -> bool:
    """By their pixels: a mask may have been applied to one of them."""
    if one.box != other.box or one.pixels.shape != other.pixels.shape:
        return False
    # A few rows at a time: others differ in the first of them, and all of a large photo would be a stall.
    rows = (slice(top, top + ROWS_AT_ONCE) for top in range(0, len(one.pixels), ROWS_AT_ONCE))
    return all(np.array_equal(one.pixels[part], other.pixels[part]) for part in rows)


def _spare(layer: Layer) -> int:
    return 0 if layer.fill is None else layer.fill.spare_bytes
