"""Ed25519 in compiled code: field, points, and the sums that verification needs.

From the bottom: `formulas` and `emission` write LLVM, `intrinsics` hands it to numba, `workspace`,
`points`, `digits` and `powers` are inner functions, and the other modules hold the entries that
Python calls. Everything works on public values only and takes a time that depends on them.
"""
