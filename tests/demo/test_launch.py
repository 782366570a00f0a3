"""`make run` as a visitor types it: it answers on the address that it prints, and leaves nothing running."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.loopback
def test_it_answers_on_the_printed_address_and_ends_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "clients.cli.demo", "--port", "18400", "--folder", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        said = ""
        for line in running.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        try:
            card = re.search(r"http://127\.0\.0\.1:\d+/k/\S+", said)
            assert card, said
            with urllib.request.urlopen(card[0]) as page:
                assert page.status == 200
                assert "I dag" in page.read().decode()
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0
    address = card[0].rsplit("/k/", 1)[0]
    time.sleep(0.5)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{address}/healthz", timeout=2)


def test_its_keys_are_the_owners_alone(tmp_path: Path) -> None:
    from clients.cli.demo import launch

    launch._settings(tmp_path, "http://127.0.0.1:1")
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {
        "keys.json": "0o600",
        "environment.sh": "0o600",
    }
