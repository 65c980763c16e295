"""A net on the window around the agent."""
