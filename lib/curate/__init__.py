"""The curator's command line: check, geocode, add."""
