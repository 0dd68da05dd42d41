"""What one reader may see of one meeting. Pure: no clock, file or network.

A view holds nothing of the reader's own, so readers with equal views share one render.
"""

from __future__ import annotations

from cin_docs.documents.audience import Withheld, undecided, withheld
from cin_docs.documents.views.digest import digest
from cin_docs.documents.views.minutes import MinutesView, minutes_view
from cin_docs.documents.views.plan import PlanView, plan_view

__all__ = ["MinutesView", "PlanView", "Withheld", "digest", "minutes_view", "plan_view", "undecided", "withheld"]
