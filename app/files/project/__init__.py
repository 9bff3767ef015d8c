"""Projects: everything that was done to a photo in one OpenRaster file, which other editors open too."""

from app.files.project.project import SUFFIX, Original, Placement, Project, View, is_project
from app.files.project.reading import open_project
from app.files.project.writing import save_project

__all__ = ["SUFFIX", "Original", "Placement", "Project", "View", "is_project", "open_project", "save_project"]
