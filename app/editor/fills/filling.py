"""The conversation with the worker: ask, wait, keep or explain. The document changes only when a fill is kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document import Document
from app.document.layers import Layer
from app.document.planes.tiles import TilesOf
from app.editor.fills.keeping import MOST, Aim, Coming, Plan, how_it_went, is_dated, is_soft, planned, taken_by
from app.editor.fills.machine import Machine
from app.editor.fills.notes import note_of
from app.editor.fills.reopening import Reopening
from app.editor.fills.since import Since
from app.editor.fills.underway import Underway
from app.editor.history.commands import JointStep
from app.editor.notices import Notice, failure, news
from app.editor.numbers import MIB
from app.editor.session import Session, paused
from app.language import text
from app.worker.door import Failed, FillDoor, Finished, Progressed
from app.worker.requests import Job, request_again, request_for
from app.worker.tracing import TraceJob

CLOCK_MS = 100
MORE = 4  # candidates that «More Candidates» asks for


class Filling(QObject):
    """At most one fill is waited for; answers to any other job are dropped."""

    changed = Signal()  # busy or not, another step, another tenth of a second
    notice = Signal(object)
    kept = Signal(object)  # the id of the layer that holds the fill
    began = Signal()
    unchanged = Signal()  # it is over, and there was nothing to keep
    told = Signal(str)  # how it went, once it is kept
    given_up = Signal()  # cancelled, or failed

    def __init__(
        self, session: Session, door: FillDoor, reopening: Reopening | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._door = session, door
        self._reopening = reopening or Reopening(session, self)
        self._under_way: Underway | None = None
        self._aim = Aim()
        self.before_fill: Callable[[Callable[[], None]], None] = lambda then: then()  # does what has to come first
        self.before_kept: Callable[[Coming, Callable[[], bool]], None] = _at_once
        self.ask_waiting: Callable[[], str] = _nothing_waits  # gives up what waits for it, and says so in a sentence
        self.is_soft = False  # whether the last fill is softer than what is around it, for all that was done
        self._since = Since(session, self)
        self._machine = Machine(door, lambda: self.is_busy, self)
        self.ask_chosen: Callable[[], int | None] = lambda: None  # the layer that a fill may be asked to look at
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self.changed)
        self._machine.changed.connect(self.changed)
        self._machine.notice.connect(self.notice)
        door.turn.connect(self._on_turn)
        door.progress.connect(self._on_progress)
        door.done.connect(self._on_done)
        door.failed.connect(self._on_failed)
        session.opened.connect(self.forget)
        session.history.changed.connect(self._on_history)

    @property
    def looked_at(self) -> int | None:
        """The layer that the next fill sees if it is to see one alone: the chosen one; for a fill that is edited, and
        that is chosen itself, the one that it saw."""
        chosen, edited = self.ask_chosen(), self._reopening.layer
        if edited is None or edited.fill is None or edited.id != chosen:
            return chosen
        return edited.fill.looked_at

    @property
    def device(self) -> str:
        """What fills run on; empty until the network is loaded."""
        return self._machine.device

    @property
    def is_busy(self) -> bool:
        return self._under_way is not None

    @property
    def share(self) -> float | None:
        """How much is done, 0 .. 1; None while that is not known."""
        return None if self._under_way is None else self._under_way.share

    @property
    def status(self) -> str:
        """One line for the status bar; empty when nothing is under way."""
        if self._under_way is None:
            return ""
        return self._under_way.line(self.device, waits=self._door.waits)

    def start(self) -> None:
        """Ask for a fill of the present hole; in the place of the fill that is being edited, if one is."""
        self._fill_hole(self._session.settings.variants)

    def more(self, layer: Layer | None) -> None:
        """Ask for some candidates of the present hole; without one, for so many more of this layer's fill."""
        document = self._session.document
        if document is None or self.is_busy:
            return
        if layer is None or layer.fill is None or not layer.fill.hole or self._session.has_hole:
            self._fill_hole(max(self._session.settings.variants, MORE))
            return
        asked = max(len(layer.fill.candidates), layer.fill.settings.get("variants", 1))
        wanted = asked + MORE if asked > 1 else MORE
        # A fill that does not say what it looked at is of a project of before that was kept: everything, then.
        asked_with = {"sample": "all", **layer.fill.settings, "variants": min(wanted, MOST)}
        settings = replace(self._session.settings, **asked_with)
        aim = Aim(text("More candidates of {name}", name=layer.name), layer.id, asked)
        self._ask(request_again(document, layer, settings), aim)

    def _fill_hole(self, variants: int) -> None:
        document = self._session.document
        if document is None or self.is_busy:
            return
        self._session.settling.emit()
        if document.hole.is_empty:
            self.notice.emit(news(text("Nothing to fill yet: brush over what should go.")))
            return
        edited = self._reopening.layer
        aim = Aim(edit=self._reopening.state)
        if edited is not None:
            if edited.locked:
                self.notice.emit(news(text("{name} is locked: unlock it to fill it again.", name=edited.name)))
                return
            aim = replace(aim, text=text("Replace {name}", name=edited.name), replaced=edited.id)
        settings = replace(self._session.settings, variants=variants)
        self._ask(request_for(document, settings, under=aim.replaced, chosen=self.looked_at), aim)

    def _ask(self, job: Job, aim: Aim) -> None:
        history = self._session.history
        fill = Underway(job, after=history.steps[history.index - 1] if history.index else None)
        self._under_way, self._aim = fill, aim
        self._since.begin()
        self.began.emit()
        self._clock.start()
        self.before_fill(functools.partial(self._begin, fill))
        self.changed.emit()

    def _begin(self, fill: Underway) -> None:
        if self._under_way is fill:
            fill.has_begun = True
            self._door.fill(fill.job)

    def cancel(self) -> bool:
        """Cancel the fill under way; False when there is none."""
        fill = self._under_way
        if fill is None:
            return False
        if fill.is_keeping or not fill.has_begun:  # nobody is at work whom one could tell
            self._give_up(_cancelled())
            return True
        fill.is_cancelling = True
        self._door.cancel()
        self.changed.emit()
        return True

    @Slot()
    def forget(self) -> None:
        """Cancel, and do not wait for the answer: it belongs to another document."""
        if self._under_way is not None:
            self._end()
            self._door.cancel()

    @Slot()
    def _on_history(self) -> None:
        """Give the fill up once undo has gone back to before it was asked for.

        Kept there, it would take the place of all steps that can still be done again.
        """
        fill, history = self._under_way, self._session.history
        if fill is not None and fill.after in history.steps[history.index :]:
            self._door.cancel()
            self._give_up(news(text("The fill was cancelled: the history is back before it.")))

    @Slot()
    def _on_turn(self) -> None:
        """Another window's fill is over: how long that took says nothing about this one."""
        if self._under_way is not None:
            self._under_way.count_anew()
        self.changed.emit()

    @Slot(object)
    def _on_progress(self, progressed: Progressed) -> None:
        if fill := self._pending(progressed.job):
            fill.step = progressed
            self.changed.emit()

    @Slot(object)
    def _on_done(self, finished: Finished) -> None:
        fill = self._pending(finished.job)
        if fill is None:
            return
        document, took_s = self._session.document, fill.took_s
        revision = self._session.revision
        if document is None or not finished.result.candidates:
            self._end()
            self.notice.emit(news(text("Nothing to fill: the mask is empty.")))
            self.unchanged.emit()
            return
        fill.is_keeping = True
        plan = self._plan(document, finished, took_s)
        if plan is None:
            self._show(finished, took_s, None, revision)
        else:
            then = functools.partial(self._show, finished, took_s, plan, revision)
            gone = self._since.spared(document, taken_by(finished.job))
            self.before_kept(plan.coming(gone), then)

    def _plan(self, document: Document, finished: Finished, took_s: float) -> Plan | None:
        note, budget = note_of(finished.job, finished.result, took_s), self._session.settings.candidates_mb * MIB
        aim = self._aim if self._aim.edit is self._reopening.state else replace(self._aim, edit=None)
        return planned(document, finished.job, finished.result, aim, note, budget)

    def _show(self, finished: Finished, took_s: float, plan: Plan | None, revision: int) -> bool:
        """Keep the answer; whether the session is now what was planned.

        revision: of the session, when it was.
        """
        document = self._session.document
        if document is None or not self._pending(finished.job):
            return False
        with paused(self._session):  # a stroke under way is no part of the step, nor of what undo brings back
            gone = self._since.spared(document, taken_by(finished.job))
            self._end()
            if plan is None or plan.among is not document.layers:  # layers were changed while it was written down
                plan, revision = self._plan(document, finished, took_s), -1
            dated = is_dated(finished.job, document.layers)
            if plan is not None:
                self._push(plan, document, finished.job, gone)
        if plan is None:
            self.notice.emit(news(text("There are no other candidates: nothing was changed.")))
            self.unchanged.emit()
            return False
        is_as_planned = self._session.revision == revision + 1
        for note in plan.notes:
            self.notice.emit(news(note))
        if dated:
            said_so = text("Layers were changed meanwhile: the fill is of how they were when it began.")
            self.notice.emit(news(said_so))
        self.kept.emit(plan.layer.id)
        self.is_soft = is_soft(finished.result) and not (finished.job.sketch or finished.job.colours)
        self.told.emit(how_it_went(finished.job, finished.result, took_s))
        self._machine.say(finished.result.report.warnings)
        return is_as_planned

    def _push(self, plan: Plan, document: Document, job: Job, gone: Mapping[str, TilesOf[Any]]) -> None:
        aim, steps = plan.aim, plan.steps(document)
        if aim.asked is None:
            self._session.keep_fill(aim.text, [*steps, *self._reopening.closing(aim.edit)], taken_by(job), gone)
        else:
            self._session.push(JointStep(aim.text, steps))

    @Slot(object)
    def _on_failed(self, failed: Failed) -> None:
        if failed.job is None:
            self.notice.emit(failure(failed.error, text("Filling is not possible here")))
        elif self._pending(failed.job):
            why = replace(failure(failed.error, text("Not filled")), until_change=True)
            self._give_up(_cancelled() if failed.cancelled else why)

    def _give_up(self, why: Notice) -> None:
        self._end()
        waited = self.ask_waiting()
        self.given_up.emit()
        self.notice.emit(replace(why, text=f"{why.text} {waited}") if waited else why)
        self._machine.say()

    def _pending(self, job: Job | TraceJob) -> Underway | None:
        """The fill under way if it is this job's: an answer to any other one is dropped."""
        fill = self._under_way
        return fill if fill is not None and fill.job.id == job.id else None

    def _end(self) -> None:
        self._under_way = None
        self._since.end()
        self._clock.stop()
        self.changed.emit()


def _cancelled() -> Notice:
    return news(text("Cancelled: nothing was changed."))


def _nothing_waits() -> str:
    return ""


def _at_once(_: Coming, then: Callable[[], bool]) -> None:
    then()
