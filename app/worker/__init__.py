"""The single way from the editor to the model. The editor takes what it needs of the model from here."""

from app.worker.step import StepWorker
from app.worker.worker import Worker
from model.inference import FillError, FillResult, Progress

__all__ = ["FillError", "FillResult", "Progress", "StepWorker", "Worker"]
