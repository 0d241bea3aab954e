"""An estimate of the signal where nobody has measured, with its uncertainty.

An estimate is never evidence: it says where to survey next, not that a link works.
"""
