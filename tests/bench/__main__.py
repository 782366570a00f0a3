"""`python -m tests.bench [NAME …]`: runs `main()` of every `*_bench.py` here, or of those named."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path


def main(wanted: list[str]) -> int:
    """Run the benchmarks one after the other. Returns the exit code: 1 when there is none of that name."""
    os.environ["VEMKOMMER_TEST_SESSION"] = str(os.getpid())
    there = sorted(path.stem.removesuffix("_bench") for path in Path(__file__).parent.glob("*_bench.py"))
    unknown = set(wanted) - set(there)
    if unknown:
        print(f"no benchmark called {', '.join(sorted(unknown))}; there are: {', '.join(there)}", file=sys.stderr)
        return 1
    for name in wanted or there:
        print(f"\n{name}", flush=True)
        import_module(f"tests.bench.{name}_bench").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
