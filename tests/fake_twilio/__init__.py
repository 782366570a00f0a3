"""A Twilio that answers like the real one, as far as we use it: over HTTP, with state, with faults on demand."""

from tests.fake_twilio.server import ACCOUNT, TOKEN, FakeTwilio, Fault

__all__ = ["ACCOUNT", "TOKEN", "FakeTwilio", "Fault"]
