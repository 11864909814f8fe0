"""Situation assessment and sector priorities of the Đồng Đăng – Lạng Sơn border-gate economic zone."""

__version__ = "0.1.0"
