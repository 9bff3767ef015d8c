"""The single way from the editor to the model. The editor takes what it needs of the model from here."""

from app.worker.contexts import Context, contexts
from app.worker.door import Failed, FillDoor, Finished, Progressed, Traced
from app.worker.grabbing import grab
from app.worker.requests import Job, request_again, request_for
from app.worker.reshaping import reshape
from app.worker.selecting import similar_to
from app.worker.step import StepWorker
from app.worker.tracing import TraceJob, trace_for
from app.worker.worker import Worker
from model.inference import FillError, FillResult, Progress

__all__ = [
    "Context",
    "Failed",
    "FillDoor",
    "FillError",
    "FillResult",
    "Finished",
    "Job",
    "Progress",
    "Progressed",
    "StepWorker",
    "TraceJob",
    "Traced",
    "Worker",
    "contexts",
    "grab",
    "request_again",
    "request_for",
    "reshape",
    "similar_to",
    "trace_for",
]
