"""What credentials look like: names that denote them, formats that give them away, values that are none, their files.

Names and values weigh together (`names`, `values`); a known format (`formats`) needs no name.
"""
