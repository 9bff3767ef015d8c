"""What a person means who types a few letters of a command's name."""

from __future__ import annotations

from collections.abc import Sequence


def best_first(query: str, names: Sequence[str]) -> list[int]:
    """Indices of the names that match, best first; all in their order for an empty query.

    Each word of the query must be found: at the start of a word, within one, or as its letters in order from the start
    of a word on, in this order of worth. Case does not matter.
    """
    words = query.casefold().split()
    scored = []
    for index, name in enumerate(names):
        scores = [_score(word, name.casefold()) for word in words]
        if all(scores):
            scored.append((-sum(scores), len(name) if words else 0, index))
    return [index for _, _, index in sorted(scored)]


def _score(word: str, name: str) -> int:
    """0 = not there."""
    if any(part.startswith(word) for part in name.split()):
        return 4 if name.startswith(word) else 3
    if word in name:
        return 2
    starts = (start for start in range(len(name)) if start == 0 or name[start - 1].isspace())
    return int(any(name[start] == word[0] and _has_in_order(name[start:], word) for start in starts))


def _has_in_order(name: str, word: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in word)
