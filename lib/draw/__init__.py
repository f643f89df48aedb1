"""Geometry and colours → pictures: what the pages' maps and charts are drawn with."""
