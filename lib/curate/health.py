"""`health`: whether each source's address still answers, asked politely and slowly, and kept in `data/health.csv`.

Only this command asks; the app reads the file. A page that answers is not read: what it says today is a curator's work.
"""

import argparse
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

import requests
from geopy.extra.rate_limiter import RateLimiter
from rich.console import Console
from rich.progress import track

from lib.curate.desk import Desk, count, take_turn
from lib.curate.geocode import check_agent, write_files
from lib.dataset import DatasetError, codes, load

FILE = "health.csv"
MAX_REDIRECTS = 5
# "There is no such page", "not to a program", and "not so many questions": RFC 9110, RFC 6585, RFC 7725.
_MISSING = (404, 410)
_REFUSED = (401, 403, 405, 407, 418, 429, 451)
_TOO_MANY = 429


@dataclass(frozen=True, order=True)
class Health:
    """What became of asking a source's address: the source, the day as an ISO date, the outcome (a code of
    "health.outcome"), and the server's HTTP status as text, "" where no server answered."""

    source: str
    asked: str
    outcome: str
    status: str


# What asking an address came to: the outcome and the status.
Answer = tuple[str, str]


def write_health(options: argparse.Namespace, desk: Desk) -> int:
    """Ask every source's address, those asked longest ago first, and write what was found; 0 where all were asked."""
    try:
        check_agent(options.user_agent)
    except ValueError as error:
        desk.say(str(error))
        return 1
    with take_turn(options.data, desk):
        return _ask_all(options.data, options.user_agent, desk)


def _ask_all(folder: Path, agent: str, desk: Desk) -> int:
    data = load(folder)
    for problem in data.problems:
        if problem.file in (FILE, "sources.csv"):
            raise DatasetError(problem.file, str(problem), "Mend it first: writing the file would drop the row.")
    rows = data.health[[each.name for each in fields(Health)]].itertuples(index=False, name=None)
    known = {row[0]: Health(*row) for row in rows}
    urls = {source: url for source, url in zip(data.sources["id"], data.sources["url"], strict=True) if url}
    wanted = sorted(urls, key=lambda source: (known[source].asked if source in known else "", source))
    today = desk.today().isoformat()
    with _open_session(agent) as session:
        ask = RateLimiter(
            lambda url: ask_address(session, url, desk.wait_seconds),
            min_delay_seconds=desk.pause_seconds,
            max_retries=0,
        )
        found, stopped = _collect(wanted, urls, ask, today)
    kept = {**{source: row for source, row in known.items() if source in urls}, **found}
    write_files({folder / FILE: format_health(kept.values())})
    for code, named in codes("health.outcome").items():
        number = sum(row.outcome == code for row in found.values())
        if number:
            desk.say(f"{count(number, 'source')}: {named.small}")
    left = len(urls) - len(found)
    if left:
        desk.say(f"{count(left, 'source')} not asked{stopped}: run the same command again later")
    return 1 if left else 0


def _collect(
    wanted: Sequence[str], urls: Mapping[str, str], ask: Callable[[str], Answer], today: str
) -> tuple[dict[str, Health], str]:
    """What the sources' addresses came to, until the curator breaks off; a host that wants no more is left alone."""
    found: dict[str, Health] = {}
    tired: set[str] = set()
    try:
        for source in _show_progress(wanted):
            host = urlsplit(urls[source]).netloc
            if host not in tired:
                outcome, status = ask(urls[source])
                found[source] = Health(source, today, outcome, status)
                tired |= {host} if status == str(_TOO_MANY) else set()
    except KeyboardInterrupt:
        return found, ", broken off"
    return found, ", since their servers asked for fewer questions" if tired else ""


def _show_progress(sources: Sequence[str]) -> Iterable[str]:
    return track(sources, description="Asking", console=Console(stderr=True))


@contextmanager
def _open_session(agent: str) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.max_redirects = MAX_REDIRECTS
        session.headers.update({"User-Agent": agent, "Accept": "text/html, */*"})
        yield session


def ask_address(session: requests.Session, url: str, wait_seconds: tuple[float, float]) -> Answer:
    """The outcome of asking a web address, and the HTTP status; nothing of the page is read.

    It is asked with HEAD, and with GET where that is no method there (many servers answer HEAD with an error).
    """
    try:
        for method in ("HEAD", "GET"):
            with session.request(method, url, timeout=wait_seconds, allow_redirects=True, stream=True) as answer:
                if answer.ok or answer.status_code == _TOO_MANY:
                    break
    except (requests.RequestException, UnicodeError):  # UnicodeError: a host that is no name
        return "silent", ""
    return _judge(answer, url), str(answer.status_code)


def _judge(answer: requests.Response, url: str) -> str:
    if answer.status_code in _MISSING:
        return "missing"
    if answer.status_code in _REFUSED:
        return "refused"
    if not answer.ok:
        return "failed"
    # A page that is gone often leads to the front page: that answers, but not for the page.
    asked, reached = urlsplit(url), urlsplit(answer.url)
    return "moved" if asked.path.strip("/") and not reached.path.strip("/") else "answered"


def format_health(rows: Iterable[Health]) -> str:
    """The rows as CSV, by source: the same rows give the same bytes."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([each.name for each in fields(Health)])
    writer.writerows(map(astuple, sorted(rows)))
    return written.getvalue()
