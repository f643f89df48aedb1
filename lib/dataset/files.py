"""What a data folder is made of: reading its files, and the words for what is wrong with them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "data"


@dataclass(frozen=True)
class Problem:
    """Something wrong with the data: where it stands, what stands there, and what was expected."""

    file: str
    line: int | None
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        value = self.value if len(self.value) <= 80 else f"{self.value[:80]}…"
        return f"{self.file}{line}, {self.column}: {value!r}; expected {self.expected}"


class DatasetError(Exception):
    """A file without which nothing can be shown is missing or cannot be read."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"{file}: {reason}. {remedy}")
        self.file, self.reason, self.remedy = file, reason, remedy


def read_json(folder: Path, file: str) -> dict[str, Any]:
    """A JSON object; DatasetError where there is none."""
    remedy = f"Put {file} in the data folder, or point ATLAS_DATA at a folder that has it."
    try:
        content = json.loads((folder / file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DatasetError(file, "the file is missing", remedy) from None
    except (OSError, ValueError) as error:
        raise DatasetError(
            file, f"the file cannot be read as JSON ({error})", f"Mend it and reload. {remedy}"
        ) from None
    if not isinstance(content, dict):
        raise DatasetError(file, "the file is not a JSON object", f"Mend it and reload. {remedy}")
    return content
