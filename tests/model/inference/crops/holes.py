"""Holes of all shapes, for properties."""

import numpy as np
from hypothesis import strategies as st


@st.composite
def holes(draw):
    height, width = draw(st.integers(8, 700)), draw(st.integers(8, 700))
    hole = np.zeros((height, width), bool)
    for _ in range(draw(st.integers(1, 4))):
        y, x = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        hole[y : y + draw(st.integers(1, 90)), x : x + draw(st.integers(1, 90))] = True
    return hole
