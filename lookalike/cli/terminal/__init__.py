"""Options and output formats that the commands share."""
