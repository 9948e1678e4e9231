"""Around the parser: its tokens, the repairs of its parse, headlines, labels of other models, and its own doubts."""
