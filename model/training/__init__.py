"""Training of the network: photos, holes and sketches become batches, phases make steps, the loop keeps time."""
