"""The data routes asked for all that their description allows, and for what it does not (schemathesis)."""

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib.serve.doors import Doors

APP = Doors(Starlette(routes=serve.routes()), routes=serve.routes())
EARLIEST = "2026-11-22"  # the day of the first version
CLIENT = TestClient(APP)
SCHEMA = schemathesis.openapi.from_asgi("/data/v1/openapi.json", APP)
# Every code of every country by itself is more than the gate has time for.
SCHEMA.config.phases.update(phases=["examples", "fuzzing"])


def test_what_is_too_long_is_described_and_answered_so() -> None:
    """What a program may meet at every route: the rows, what it has, or why there are none."""
    description = CLIENT.get("/data/v1/openapi.json").json()
    for path, route in description["paths"].items():
        assert {*route["get"]["responses"]} == {"200", "304", "400", "414", "503"}
        got = CLIENT.get(f"/data/v1{path}?{'response=closed&' * 600}")
        assert (got.status_code, got.headers["content-type"]) == (414, "application/problem+json")


@SCHEMA.parametrize()
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_route_answers_as_it_is_described(case: schemathesis.Case) -> None:
    # No schema says that a day is not later than the data of the version that is asked for.
    if case.query and str(case.query.get("asof", "")) > EARLIEST:
        case.query["asof"] = EARLIEST
    # Nor that a publisher was cited in it already.
    if case.query and case.query.get("publisher"):
        case.query.pop("data", None)
    # Spellings that the description does not list are forgiven, as in links: "Spain", " es".
    case.call_and_validate(excluded_checks=[negative_data_rejection])
