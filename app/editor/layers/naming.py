"""Names of new layers: a word with a number, in the language of the moment. They are the document's from then on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.document.layers import Layer
from app.language import mark, said

FILL = mark("Fill {number}")
LAYER = mark("Layer {number}")


def next_name(words: str, layers: Sequence[Layer]) -> str:
    """words: FILL or LAYER.

    The number is above every one in use. Counting layers would not do: people name layers, and layers are deleted.
    """
    named = [
        re.compile(re.escape(one).replace(re.escape("{number}"), r"([0-9]{1,9})\b")) for one in (words, said(words))
    ]
    found = (pattern.match(layer.name) for layer in layers for pattern in named)
    return said(words, number=1 + max((int(one[1]) for one in found if one is not None), default=0))
