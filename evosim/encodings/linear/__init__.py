"""Parameters that are linear in the genes."""
