"""What a case costs in a large home, beside what it costs in a small one: it should not grow with the others.

Run with `python -m benchmarks.large_home` or `python benchmarks/large_home.py`, at will with the number of cases of
the large home. Both homes are measured in one run on one machine, so that the ratio says something anywhere. Ends
with 1 when a case of the large home costs more than `MOST` times as much.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cin_docs.cli.desk import open_home
from cin_docs.cli.homemaking import place_home
from cin_docs.home.cases import case_refs, survey
from cin_docs.home.folder import Home
from cin_docs.home.linked import mentions
from cin_docs.home.neighbours import census, neighbours

SMALL, LARGE, MOST = 40, 400, 2.0
KEY = b"k" * 32
SETTINGS = """\
authority: Eastmere Council
nation: ENG
mode: trial
sender: cin@eastmere.example
staff:
  dana: {name: Dana Cole, account: dcole}
"""
CASE = """\
case: ZZZ-{n:04}
child: {{id: kid, name: Leo Za{n}b, born: 2018-05-04}}
team: North
standard: ten-point
lead practitioner: dana
manager: tom
people:
  mum: {{name: Kim Za{n}b, role: mother, email: k{n}@post.example, safe to use: yes}}
  dad: {{name: Rob Ye{n}k, role: father, address: "{n} Quay Street, Eastmere EM4 2QT", safe to use: yes}}
  dana: {{name: Dana Cole, role: social worker, agency: Council, email: dana@council.example}}
  tom: {{name: Tom Ashe, role: team manager, agency: Council, email: tom@council.example}}
"""


def a_home(folder: Path, count: int) -> Home:
    """A home with so many cases and no meetings."""
    cases = {f"cases/ZZZ-{n:04}/case.yaml": CASE.format(n=n).encode() for n in range(count)}
    place_home(folder, {"cin.yaml": SETTINGS.encode(), **cases})
    return open_home(folder)


def looked_over(home: Home) -> None:
    """Each case with its earlier meetings, as `cin due` and `cin status` take them."""
    for _ in survey(home):
        pass


def looked_apart(home: Home) -> None:
    """Each case beside all others, as `cin send` takes them."""
    everyone = census(home, KEY)
    for ref in case_refs(home):
        neighbours(home, ref, KEY, all_of=everyone)


STEPS: dict[str, Callable[[Home], object]] = {
    "first look": lambda home: census(home, KEY),
    "second look": lambda home: census(home, KEY),
    "links": mentions,
    "every case": looked_over,
    "every case beside the others": looked_apart,
}


def each(home: Home, step: Callable[[Home], object], count: int) -> float:
    """Milliseconds of processor time for one case."""
    start = time.process_time()
    step(home)
    return (time.process_time() - start) / count * 1000


def main(large: int) -> int:
    """Measure, print, and say by the exit code whether a step grows with the home."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        homes = [(a_home(Path(folder) / str(count), count), count) for count in (SMALL, large)]
        print(f"milliseconds a case, in a home of {SMALL} and of {large}")
        for name, step in STEPS.items():
            one, other = (each(home, step, count) for home, count in homes)
            worst = max(worst, other / one)
            print(f"{name:30} {one:8.2f} {other:8.2f}   x {other / one:.1f}")
    return 1 if worst > MOST else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE))
