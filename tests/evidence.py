"""Citations for tests, and texts that somebody might send who means harm."""

HOSTILE = (
    "</script><script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "javascript:alert(1)",
    ":material/delete: :streamlit: :red[hot] :smile:",
    "$\\latex$ and $$x^2$$",
    "=cmd|' /C calc'!A0",
    "# heading\n- list\n1. list\n> quote\n---\n| a | b |",
    "**bold** _it_ ~~no~~ `code` [^1]",
    "see www.evil.example, https://evil.example/x, a@evil.example",
    "a\u202eb\u2066c\u202c",
    "x" * 10_000,
    "word " * 2_000,
)


def cite(**changes: str) -> dict[str, str]:
    return {
        "record": "es-madrid-fuzhou-1",
        "source": "a",
        "quote": "Words",
        "locator": "",
        "stance": "supports",
        "title": "Title",
        "publisher": "Publisher",
        "published": "2022-12-05",
        "language": "en",
        "kind": "newspaper",
        "url": "https://example.org/a",
        "republishes": "",
        "retrieved": "2026-11-22",
        "archived": "",
        "asked": "",
        "outcome": "",
        **changes,
    }
