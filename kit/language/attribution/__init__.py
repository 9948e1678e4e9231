"""Attribution: who says what, how firmly, and how sure the rules are."""
