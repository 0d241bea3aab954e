"""Decisions about readiness: pure, no framework.

`requirements` reads what is asked, `placement` where it is asked, `needs` follows one need through
its states, `status` judges points, stations and areas, `guards` refuses cheating, `bridge` explains
how the figures moved.
"""
