"""Sao Làng runs a province's OCOP programme."""

__version__ = "0.1.0"
