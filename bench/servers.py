"""An app served by `streamlit run`, in a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.dataset import ROOT

APPS = Path(__file__).resolve().parent / "apps"
# Answers to what `streamlit run` would ask whoever starts it, or another host; every other setting is the default.
QUIET = ("--server.headless", "true", "--browser.gatherUsageStats", "false", "--browser.serverAddress", "localhost")


# The processes that are running, by the address they serve.
_running: dict[str, int] = {}


def read_peak(address: str) -> float:
    """The most memory that the server of an address has held so far, in megabytes (Linux)."""
    status = Path(f"/proc/{_running[address]}/status").read_text(encoding="utf-8")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1000


@contextmanager
def serve(script: Path, *options: str, folder: Path = ROOT, **environment: str) -> Iterator[str]:
    """Serve a script by `streamlit run` on a free port; gives its address.

    `folder` is where it is started: Streamlit reads its settings from there, Python its modules.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        if not any("URL:" in line for line in process.stdout):
            raise RuntimeError(f"{script.name} ended before it was served")
        address = f"http://localhost:{port}"
        _running[address] = process.pid
        yield address
    finally:
        process.terminate()
        process.wait()
