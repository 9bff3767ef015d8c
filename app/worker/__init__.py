"""The single way from the editor to the model. The editor takes what it needs of the model from here."""

from app.worker.door import Failed, FillDoor, Finished, Progressed
from app.worker.requests import Job, request_for
from app.worker.step import StepWorker
from app.worker.thread import Worker
from model.inference import FillError, FillResult, Progress

__all__ = [
    "Failed",
    "FillDoor",
    "FillError",
    "FillResult",
    "Finished",
    "Job",
    "Progress",
    "Progressed",
    "StepWorker",
    "Worker",
    "request_for",
]
