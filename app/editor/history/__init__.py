"""The steps of a session: what each swaps, and the stack that does and undoes them."""
