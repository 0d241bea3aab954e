"""What states, stages, doubts and reasons are called: whole sentences, translated."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from sandoq.apps.planning.rules.facts import Doubt
from sandoq.apps.planning.rules.states import OrderState, State

STATES: Mapping[str, Promise] = {
    State.DRAFT.value: _("Draft"),
    State.SOLVING.value: _("Being computed"),
    State.SOLVED.value: _("Computed"),
    State.PROPOSED.value: _("Proposed"),
    State.APPROVED.value: _("In force"),
    State.SUPERSEDED.value: _("Superseded"),
    State.WITHDRAWN.value: _("Withdrawn"),
}

ORDER_STATES: Mapping[str, Promise] = {
    OrderState.ORDERED.value: _("Waits for the keeper"),
    OrderState.OFFERED.value: _("On the way"),
    OrderState.RECEIVED.value: _("Received"),
    OrderState.CANCELLED.value: _("Cancelled"),
}

STAGES: Mapping[str, Promise] = {
    "reading": _("Reading the question"),
    "equity-floor": _("Finding the share every county can have"),
    "priority-2": _("Electors of the most urgent stations"),
    "priority-1": _("Electors of urgent counties"),
    "electors": _("Electors at ready stations"),
    "equity": _("Balance between counties"),
    "transport": _("Shorter ways"),
    "shared": _("Sharing what is left"),
    "explaining": _("Verifying what would help most"),
    "staircase": _("Verifying what would help most"),
}
COMPUTING = _("The plan is being computed")

GOALS: Mapping[str, Promise] = {
    "priority-2": _("Electors of the most urgent stations:"),
    "priority-1": _("Electors of urgent counties:"),
    "electors": _("Electors at ready stations:"),
    "equity": _("Lowest share of a county's electors:"),
    "transport": _("Ways:"),
}

FAILURES: Mapping[str, Promise] = {
    "no-feasible-plan": _(
        "No plan satisfies what was fixed: the decisions contradict each other or the means. Copy "
        "the scenario and take some of them back."
    ),
    "worker-lost": _("The machine that computed it was lost. Start it again."),
    "plan-unsound": _("The plan did not pass the independent validator, so it was not kept."),
    "given-up": _("The scenario was withdrawn while it was computed."),
}
FAILED = _("The computation ended with an error, which was recorded. Start it again.")

DOUBTS: Mapping[Doubt, tuple[object, Promise]] = {
    Doubt.STATION_WITHOUT_PLACE: (
        ngettext_lazy(
            "%(n)s station has no coordinates: it is reckoned at its county's seat",
            "%(n)s stations have no coordinates: they are reckoned at their county's seat",
            "n",
        ),
        _("Enter the coordinates of their points in the territory; distances become true then."),
    ),
    Doubt.STATION_WITHOUT_ELECTORS: (
        ngettext_lazy(
            "%(n)s station has no electors: it brings nothing to the goal",
            "%(n)s stations have no electors: they bring nothing to the goal",
            "n",
        ),
        _("Enter the number of electors in the territory, else the plan serves them last."),
    ),
    Doubt.STORE_WITHOUT_PLACE: (
        ngettext_lazy(
            "%(n)s store has no place: it is reckoned at its county's middle",
            "%(n)s stores have no place: they are reckoned at their county's middle",
            "n",
        ),
        _("Enter the store's coordinates on its page, or the seat of its unit."),
    ),
    Doubt.COUNTY_WITHOUT_STORE: (
        ngettext_lazy(
            "%(n)s county has no store that could receive devices",
            "%(n)s counties have no store that could receive devices",
            "n",
        ),
        _("Orders to it wait until its IT representative opens a store."),
    ),
    Doubt.MODEL_NOT_APPROVED: (
        ngettext_lazy(
            "%(n)s device is of a model that is not approved: it is left out",
            "%(n)s devices are of models that are not approved: they are left out",
            "n",
        ),
        _("The headquarters approves models in the catalogue."),
    ),
    Doubt.DEVICE_MISSING: (
        ngettext_lazy(
            "%(n)s device was not found at the last stocktake: it is left out",
            "%(n)s devices were not found at the last stocktake: they are left out",
            "n",
        ),
        _("Look for them, and count them again."),
    ),
    Doubt.DEVICE_OFFERED: (
        ngettext_lazy(
            "%(n)s device is offered to somebody: it is left out",
            "%(n)s devices are offered to somebody: they are left out",
            "n",
        ),
        _("They count where they go as soon as the receiver acknowledges."),
    ),
    Doubt.DEVICE_IN_KIT: (
        ngettext_lazy(
            "%(n)s device travels in a sealed kit: it is left out",
            "%(n)s devices travel in sealed kits: they are left out",
            "n",
        ),
        _("Open the kit if its devices are to be shared."),
    ),
    Doubt.DEVICE_UNTESTED: (
        ngettext_lazy(
            "%(n)s device counted is not tested yet",
            "%(n)s devices counted are not tested yet",
            "n",
        ),
        _("They must be tested and sealed before they leave the store; or leave them out."),
    ),
    Doubt.CONSUMABLE_ASKED: (
        ngettext_lazy(
            "%(n)s consumable is asked of stations and not planned here",
            "%(n)s consumables are asked of stations and not planned here",
            "n",
        ),
        _("Move them by lot, on the pages of consumables."),
    ),
    Doubt.ITEM_NOT_IN_CATALOGUE: (
        ngettext_lazy(
            "%(n)s requirement asks for equipment that the catalogue does not know",
            "%(n)s requirements ask for equipment that the catalogue does not know",
            "n",
        ),
        _("Add the kind to the catalogue under the requirement's item."),
    ),
}
"""What each doubt says of so many things, and what to do about it."""

REASONS: Mapping[str, Promise] = {
    "used-for-more-electors": _(
        "What is in reach makes stations with more electors ready; here it would reach fewer."
    ),
    "used-elsewhere": _(
        "What is in reach serves more electors elsewhere; what is left does not make this "
        "station's equipment whole."
    ),
    "out-of-reach": _(
        "Even if nobody else needed anything, no store in reach could make its equipment whole."
    ),
    "fixed-not-ready": _("It was decided that this station need not become ready."),
    "within-allowed-loss": _(
        "Devices are left for it; the loss allowed for balance and shorter ways leaves it out."
    ),
}
REASON_UNTOLD = _("The plan serves more electors elsewhere.")

REASONS_MANY: Mapping[str, object] = {
    "used-for-more-electors": ngettext_lazy(
        "At %(n)s station what is in reach serves more electors elsewhere.",
        "At %(n)s stations what is in reach serves more electors elsewhere.",
        "n",
    ),
    "used-elsewhere": ngettext_lazy(
        "At %(n)s station what is in reach serves more electors elsewhere, and what is left does "
        "not make its equipment whole.",
        "At %(n)s stations what is in reach serves more electors elsewhere, and what is left does "
        "not make their equipment whole.",
        "n",
    ),
    "out-of-reach": ngettext_lazy(
        "At %(n)s station no store in reach could make the equipment whole, even if nobody else "
        "needed anything.",
        "At %(n)s stations no store in reach could make the equipment whole, even if nobody else "
        "needed anything.",
        "n",
    ),
    "fixed-not-ready": ngettext_lazy(
        "At %(n)s station it was decided that it need not become ready.",
        "At %(n)s stations it was decided that they need not become ready.",
        "n",
    ),
    "within-allowed-loss": ngettext_lazy(
        "%(n)s station is left out by the loss allowed for balance and shorter ways.",
        "%(n)s stations are left out by the loss allowed for balance and shorter ways.",
        "n",
    ),
}
"""Why stations get no more, by the engine's reason."""
