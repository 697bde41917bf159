"""Sources and spans, defects and findings, edits: the vocabulary that every room shares."""
