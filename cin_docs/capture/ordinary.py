"""Words of every day that are names too. A protected value that is one of them alone is found in many texts."""

from __future__ import annotations

#: Small letters, without accents.
ORDINARY = frozenset({
    "april", "august", "autumn", "baker", "bell", "best", "black", "brown", "church", "cook", "cross", "day", "dean",
    "faith", "field", "fields", "ford", "fox", "friend", "grace", "gray", "green", "grey", "hall", "hill", "home",
    "hope", "house", "joy", "june", "king", "knight", "lane", "law", "little", "long", "love", "march", "mark",
    "marsh", "may", "mill", "moon", "moss", "north", "page", "park", "pool", "poole", "price", "rice", "rich", "rose",
    "school", "short", "snow", "south", "street", "summer", "summers", "sunny", "ward", "waters", "way", "west",
    "white", "will", "winter", "wise", "wood", "woods", "young",
})  # fmt: skip
