"""Numbers and times as the language writes them."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from app.language import plural, text

MIB = 2**20  # bytes, which are counted in it and written as MB


def decimal(value: float, places: int) -> str:
    """With so many digits behind the point, or the comma."""
    return QLocale().toString(float(value), "f", places)


def percent(share: float, places: int = 0) -> str:
    """share: 1 is the whole."""
    return text("{number} %", number=decimal(100 * share, places))


def seconds(value: float) -> str:
    """With a tenth."""
    return text("{number} s", number=decimal(value, 1))


def size(width: int, height: int) -> str:
    """In pixels, without saying so."""
    return f"{width} × {height}"


def time_ago(age_s: float) -> str:
    """How long ago, as a person would say it."""
    minutes, hours, days = round(age_s / 60), round(age_s / 3600), round(age_s / 86400)
    if minutes < 1:
        return text("less than a minute ago")
    if hours < 1:
        return plural("{count} minute ago", "{count} minutes ago", count=minutes)
    if days < 1:
        return plural("{count} hour ago", "{count} hours ago", count=hours)
    return text("yesterday") if days == 1 else plural("{count} day ago", "{count} days ago", count=days)
