"""Half of the thousand made-up families through every document, at full length; the other half is in a file of its own.

Two files, because the tests of one file run on one core.
"""

import pytest

from cin_docs.testing.families import family
from cin_docs.testing.families_packed import packed, wrongs

FIRST, STEP, LAST = 500, 25, 1000


@pytest.mark.long
@pytest.mark.parametrize("first", range(FIRST, LAST, STEP))
def test_no_finished_byte_of_these_families_gives_anything_away(first):
    made = ((one, packed(one)) for one in map(family, range(first, first + STEP)))
    assert [wrong for one, copies in made for wrong in wrongs(one, copies)] == []
