"""Words of every day that are names too. A protected value that is one of them alone is found in many texts."""

from __future__ import annotations

MONTHS = frozenset({
    "april", "august", "december", "february", "january", "july", "june", "march", "may", "november", "october",
    "september",
})  # fmt: skip
_WEEKDAYS = frozenset({"friday", "monday", "saturday", "sunday", "thursday", "tuesday", "wednesday"})
#: Words that stand on our own pages: labels and headings.
_LABELS = frozenset({
    "case", "chair", "child", "copy", "date", "drive", "father", "meeting", "mother", "need", "parent", "place",
    "plan", "time", "visit", "work", "worker",
})  # fmt: skip
#: A surname that is one of these is searched only with the first name or a title, a house only with its number, a
#: school only with the word for it. Small letters, without accents.
ORDINARY = MONTHS | _WEEKDAYS | _LABELS | frozenset({
    "baker", "bell", "best", "black", "bridge", "brook", "brown", "church", "cook", "cross", "day", "dean", "field",
    "fields", "ford", "fox", "friend", "garden", "gardens", "grant", "gray", "green", "grey", "hall", "harbour",
    "hill", "home", "hope", "house", "king", "knight", "lane", "law", "little", "long", "love", "market",
    "marsh", "mill", "moon", "moss", "north", "page", "park", "pool", "poole", "price", "rice", "rich", "river",
    "rose", "saint", "school", "short", "snow", "south", "st", "station", "street", "summer", "summers", "sunny",
    "ward", "waters", "way", "west", "white", "will", "winter", "wise", "wood", "woods", "young",
})  # fmt: skip
#: First names that are such words. As surnames they are searched by themselves.
FIRST_NAMES = frozenset({"autumn", "faith", "grace", "joy", "mark"})
