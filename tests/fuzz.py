"""Runs the generated tests with one random seed after another, for so many minutes.

    python tests/fuzz.py 5

Stops at the first failure, and says how to see it again and what to paste into the tests.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time


def main(minutes: float) -> int:
    """0 where no seed failed, 1 where one did."""
    end, runs = time.monotonic() + minutes * 60, 0
    while runs == 0 or time.monotonic() < end:
        seed = random.SystemRandom().randrange(2**32)
        pytest = ["-m", "pytest", "-q", "-x", "-m", "hypothesis", "-p", "no:cacheprovider"]
        chosen = ["--hypothesis-profile=fuzz", f"--hypothesis-seed={seed}"]
        done = subprocess.run([sys.executable, *pytest, *chosen], capture_output=True, text=True)
        if done.returncode:
            print(done.stdout, done.stderr, sep="")
            print("Seen again by:  pytest -m hypothesis", *chosen)
            print("Paste the failing values above the test as @example(…), then fix the fault.")
            return 1
        runs += 1
        print(f"{runs} seeds, no failure", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
