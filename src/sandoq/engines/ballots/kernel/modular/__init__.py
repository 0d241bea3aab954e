"""The 2048-bit field groups in compiled code: powers by Montgomery products in vector lanes.

One implementation for every processor: plain vector instructions, which LLVM makes for whatever is
there. Public values only.
"""
