"""Bytes in, typed tables with cell addresses out; knows nothing of trade or zones."""
