"""Schools from a spreadsheet: what each row says, and what the whole sheet would change.

An import adds and corrects, it never erases: a cell left empty leaves what is known as it is.
"""
