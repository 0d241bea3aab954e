"""The best use of limited means: equipment, experts, sites, spares and queues.

Arrays and documents in, dataclasses out; no framework, no database, no clock of its own. Every
answer carries a certificate (`certificate.py`) that `checking` recomputes without any solver.
"""
