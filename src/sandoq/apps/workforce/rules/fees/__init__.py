"""The pay of election workers: what is due, who must agree, what the bank is told.

Pure: whole rials in, whole rials out; no floats, no clock, no framework.
"""
