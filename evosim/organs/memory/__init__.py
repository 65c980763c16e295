"""A recurrent net on the window around the agent."""
