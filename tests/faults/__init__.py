"""The site as processes, on servers that are killed, stopped, hung, filled and restarted: ``make test-faults``."""
