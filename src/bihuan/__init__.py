"""Bihuan (闭环): after-sales and complaint regulations that run."""

__version__ = "0.1.0"
