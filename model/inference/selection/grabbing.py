"""The thing under a few strokes, in one crop of a photo: found on it reduced, its edge drawn anew on finer pixels.

What is the thing is not only a matter of colours, which it may share with a busy surrounding: pixels that are reached
from the strokes without crossing edges are likelier, and those that are far from them, or nearer to the crop's sides,
are less likely. How much so is tried in some degrees, and the answer is taken whose outline lies on edges; a larger one
must be the better for it. So a scribble that says too little gives something small rather than a flood.

The answer is a shape of coarse pixels, whose edge `redrawing` draws anew on finer ones.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from model.inference.selection.looking import Look, Rims, cover_of, halved

_ROUGH = 200  # longer side of the crop in which some outlines are tried
_LONGEST = 400  # and of that in which the best one is looked for again
_CLOSENESS = (8.0, 3.0, 1.2, 0.5)  # how much nearer to the strokes than to the sides of the crop the thing is
_GROWN = 0.05  # of an outline that must be on edges for a thing that is twice as large
_BROAD = 0.3  # so much more if the strokes spread over a square: such strokes say how large the thing is
_LIKELY_AT_LAST = 1.5  # odds that nearness is worth when colours are known
_SEEN = 2048  # and of the crop that both are reduced from: halving a larger one costs less than reading it all twice

Mask: TypeAlias = NDArray[np.bool_]
Bytes: TypeAlias = NDArray[np.uint8]


def thing_in(pixels: Bytes, yes: Mask, no: Mask, rims: Rims) -> Bytes:
    """The thing on reduced pixels, 1 for it; only what hangs together with the strokes.

    pixels: (H, W, 3), the crop.  yes, no: (H, W) strokes over the thing, and over what does not belong to it.
    rims: the crop's sides beyond which the photo goes on: what is there is taken as around the thing.
    """
    seen, strokes = halved(pixels, _SEEN), (cover_of(yes, _SEEN), cover_of(no, _SEEN))
    rough, fine = (Look(seen, strokes, rims, longest) for longest in (_ROUGH, _LONGEST))
    if rough.is_all_there_is or fine.is_all_there_is:
        return fine.yes.astype(np.uint8)
    odds = rough.first_odds()
    ways = rough.ways(odds)
    answers = [rough.answer(odds, ways, closeness) for closeness in _CLOSENESS]
    smallest = max(1, int(np.count_nonzero(answers[0])))
    grown = _GROWN + _BROAD * rough.breadth
    worth = [rough.sharpness(each) - grown * float(np.log2(np.count_nonzero(each) / smallest)) for each in answers]
    best = int(np.argmax(worth))
    odds = fine.next_odds(fine.fitted(answers[best]) > 0.5)
    ways = fine.fitted(ways[0]), fine.fitted(ways[1])
    return fine.answer(odds, ways, _CLOSENESS[best], _LIKELY_AT_LAST).astype(np.uint8)
