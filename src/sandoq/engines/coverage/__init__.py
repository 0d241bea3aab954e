"""An estimate of the signal where nobody has measured, with its uncertainty.

Physics (`propagation`, `diffraction`, `terrain`, `server`) gives a first guess, readings correct it
(`trend`, `variogram`, `kriging`), and leaving each reading out in turn tells how wrong the result
is (`estimate`). `survey` says which points to measure next.

An estimate is never evidence: it says where to survey next, not that a link works.
"""
