"""What a runtime's own exceptions mean."""

# As onnxruntime's arenas, CUDA, cuBLAS, DirectML and the C++ library say it. "memory" alone would take an illegal
# access, which is a broken driver, for a full device.
NO_MEMORY = (
    "out of memory",
    "out_of_memory",
    "outofmemory",
    "8007000e",
    "bad_alloc",
    "bad allocation",
    "alloc_failed",
    "allocate",
    "not enough memory",
)


def first_line(fault: BaseException) -> str:
    """The first line of a runtime's message, which may be a page; the kind of fault if it says nothing."""
    text = str(fault).strip()
    return text.splitlines()[0][:200] if text else type(fault).__name__


def means_out_of_memory(fault: BaseException) -> bool:
    """Whether a pass did not fit: no runtime has a class of its own for this."""
    text = str(fault).lower()
    return isinstance(fault, MemoryError) or any(words in text for words in NO_MEMORY)
