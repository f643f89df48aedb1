"""What HTTP serves of a view beside the dashboard: how long a twin, a preview and a data route take, new and again."""

from datetime import date, timedelta
from time import perf_counter

from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve

RUNS = 12
WARM = 2  # of each address: the first reads the data, and Vega


def time_address(address: str, today: date) -> tuple[list[float], list[float]]:
    """Milliseconds until an address has answered, for new views and for the same again, without a network.

    Each new view looks from another day, and on all of those days every station counts.
    """
    client = TestClient(Starlette(routes=serve.routes()))
    new: list[float] = []
    again: list[float] = []
    for run in range(WARM + RUNS):
        asked = f"{address}?asof={today - timedelta(days=run + 1)}"
        new.append(_time(client, asked))
        again.append(_time(client, asked))
    return new[WARM:], again[WARM:]


def _time(client: TestClient, address: str) -> float:
    begun = perf_counter()
    if client.get(address).status_code != 200:
        raise RuntimeError(f"{address} did not answer")
    return (perf_counter() - begun) * 1000
