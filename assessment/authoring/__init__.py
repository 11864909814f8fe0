"""What authors write themselves: checked against the last report, or brought into a document of theirs."""
