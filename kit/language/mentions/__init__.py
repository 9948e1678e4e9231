"""Names: what a mention of a source says about whom it means, and who is introduced in running text."""
