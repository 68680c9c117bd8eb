"""What a reviewer should look at in a report: signs that are shown with their evidence, and that
never keep a report out, change it, or are stored (F40, F51, F52, F56; A22).

A sign is no verdict. Each rule says what it takes for one; the reviewer decides.
"""
