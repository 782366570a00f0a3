"""What may happen to a request, with which share: every fault of a provider, before and after it has accepted."""

from __future__ import annotations

import random
import threading

from tests.fake_http import Fault

REFUSED_BY_TWILIO = (21211, 21610, 21614)
SHARES: tuple[tuple[str, float], ...] = (
    ("refused", 0.02), ("too many", 0.05), ("500 before", 0.02), ("500 after", 0.02), ("time out before", 0.01),
    ("time out after", 0.01), ("broken before", 0.02), ("broken after", 0.02), ("garbled", 0.01), ("slow", 0.03),
)  # fmt: skip
NAMES = [*(name for name, _ in SHARES), "none"]
WEIGHTS = [*(share for _, share in SHARES), 1 - sum(share for _, share in SHARES)]


class Weather:
    """Faults by chance, from a seed, for one provider (`too_many`, `fails` and `refuses` are its own codes)."""

    def __init__(self, seed: int, too_many: int, fails: int, refuses: tuple[int, ...]):
        self._random, self._lock = random.Random(seed), threading.Lock()
        self.seen: dict[str, int] = {}
        self.calm = False
        self._faults = {
            "too many": Fault(code=too_many), "500 before": Fault(code=fails),
            "500 after": Fault(code=fails, accepting=True), "time out before": Fault(seconds=0.8, reset=True),
            "time out after": Fault(seconds=0.8, accepting=True), "broken before": Fault(reset=True),
            "broken after": Fault(reset=True, accepting=True), "garbled": Fault(accepting=True, garbled=True),
            "slow": Fault(seconds=0.2, accepting=True),
        }  # fmt: skip
        self._refuses = refuses

    def __call__(self, method: str, to: str | None) -> Fault | None:
        """The fault that a request meets; asking meets them too, but is refused by nobody."""
        with self._lock:
            (name,) = self._random.choices(NAMES, WEIGHTS)
            refusal = Fault(code=self._random.choice(self._refuses))
            if self.calm or name == "none" or (name == "refused" and method == "GET"):
                return None
            self.seen[name] = self.seen.get(name, 0) + 1
            return refusal if name == "refused" else self._faults[name]
