"""From a request to the layer that keeps its answer, and what is done with a fill after that."""
