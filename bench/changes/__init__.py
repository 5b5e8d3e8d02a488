"""Asks every Django since 3.0 the same questions, and writes down where the answer changed."""
