"""An Answer as text: HTML, Markdown, tables."""
