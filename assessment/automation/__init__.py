"""The nightly run: files for the schedulers of Linux and Windows, filled in for one project."""
