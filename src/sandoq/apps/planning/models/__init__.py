"""Scenarios, the runs that solve them, the two persons who approve them, and the orders."""

from sandoq.apps.planning.models.orders import TransferOrder
from sandoq.apps.planning.models.scenarios import Approval, Run, Scenario

__all__ = ["Approval", "Run", "Scenario", "TransferOrder"]
