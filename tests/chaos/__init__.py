"""Kill -9 at random moments under load and faults, and a comparison of what everybody has seen.

`make chaos` runs it in full; `test_chaos.py` a short one. Both print the seed they were drawn by.
"""
