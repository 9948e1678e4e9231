"""The language pipeline and the rules that read its parse."""
