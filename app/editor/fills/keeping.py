"""From the worker's answer to the layer that keeps it: a new one, or a fill that was asked for again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.document import Box, Candidate, Document, Fill, Layer
from app.document.fills import with_chosen_alone, with_fill
from app.document.layers import frozen_array
from app.editor.history.commands import FillCommand, ReplaceLayerCommand, Step
from app.editor.layers.naming import FILL, next_name
from app.editor.numbers import seconds
from app.files.project.record import FILL_SETTINGS
from app.language import mark, plural, said, text
from app.worker import FillResult, Job

_QUALITIES = {"fast": mark("fast"), "balanced": mark("balanced"), "best": mark("best")}


def fill_of(job: Job, result: FillResult) -> Fill:
    """What the layer remembers."""
    candidates = tuple(
        Candidate(Box(*one.box).shift(*job.origin), frozen_array(one.pixels), frozen_array(one.alpha))
        for one in result.candidates
    )
    settings = {name: getattr(job.settings, name) for name in FILL_SETTINGS}
    return Fill(candidates, 0, job.hole, job.sketch, job.exclude, settings, job.looked_at, job.contexts)


def with_more(present: Fill, answer: Fill, asked: int, most: int) -> Fill:
    """The fill with other answers behind its own, of which the chosen one stays.

    answer: to the same question; it begins with those that were asked for before.  asked: how many those were; they
    come again, those that were let go, when there are no others.  most: candidates in all.
    """
    others = answer.candidates[asked:] or answer.candidates
    fresh = [one for one in others if not any(_is_same(one, own) for own in present.candidates)]
    candidates = (*present.candidates, *fresh)[: max(most, len(present.candidates))]
    return replace(present, candidates=candidates, settings=answer.settings)


def note_of(job: Job, result: FillResult, took_s: float) -> str:
    """One line on how it was made, for people."""
    way = said(_QUALITIES[job.settings.quality]) if result.report.by_network else text("classical")
    return " · ".join((result.report.device.upper(), seconds(took_s), way))


def how_it_went(result: FillResult, took_s: float) -> str:
    """The same as news, for the moment in which it is there."""
    device, count = result.report.device.upper(), len(result.candidates)
    if result.report.by_network:
        went = text("Filled in {time} on {device}", time=seconds(took_s), device=device)
    else:
        went = text("Filled in {time} on {device}, without the network", time=seconds(took_s), device=device)
    if count == 1:
        return went
    return plural("{went}: {count} candidate", "{went}: {count} candidates to choose from", count=count, went=went)


def kept(document: Document, fill: Fill, note: str, present: Layer | None) -> tuple[Layer, Step]:
    """The layer that holds the fill and the step that puts it in. present: the fill in whose place it comes."""
    if present is not None:
        layer = replace(with_fill(present, fill, note), visible=True)
        return layer, ReplaceLayerCommand(text("Fill again"), document, layer)
    one = fill.candidates[fill.chosen]
    name = next_name(FILL, document.layers)
    layer = Layer(document.new_layer_id(), name, one.box, one.pixels, one.alpha, note=note, fill=fill)
    return layer, FillCommand(text("Fill"), document, (layer,), ())


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
    return one.box == other.box and np.array_equal(one.pixels, other.pixels)


def _spare(layer: Layer) -> int:
    return 0 if layer.fill is None else layer.fill.spare_bytes
