"""The strict verifier: `verify_archive` answers a `Report` of numbered findings (docs § 13)."""

from sandoq.engines.ballots.verify.policy import Policy, Report
from sandoq.engines.ballots.verify.run import verify_archive

__all__ = ["Policy", "Report", "verify_archive"]
