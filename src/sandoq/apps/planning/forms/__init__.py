"""The wizard's steps and the small forms of a plan's page."""

from sandoq.apps.planning.forms.asking import OfferForm, ReasonForm, TitleForm, WhatIfForm
from sandoq.apps.planning.forms.wizard import FixedForm, MeansForm, ScopeForm

__all__ = [
    "FixedForm",
    "MeansForm",
    "OfferForm",
    "ReasonForm",
    "ScopeForm",
    "TitleForm",
    "WhatIfForm",
]
