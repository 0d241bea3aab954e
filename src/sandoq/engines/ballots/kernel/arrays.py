"""Names of the numpy arrays that Python and compiled code exchange."""

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
"""Numbers as words of 64 bits, least significant first, along the last axis."""

Integers = npt.NDArray[np.int64]

Bytes = npt.NDArray[np.uint8]

Flags = npt.NDArray[np.bool_]
