"""Number expressions of any unit, with the bounds that their words state."""
