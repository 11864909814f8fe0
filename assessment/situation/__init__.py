"""One module per chapter section; each returns a `Section`."""
