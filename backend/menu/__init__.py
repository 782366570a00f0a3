"""The telephone's menu: what somebody who has proven herself in a call hears, and what her keys do. Composes slices."""
