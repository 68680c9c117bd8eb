"""Tables that people send: from the bytes of a CSV to rows, with every fault named by its place.

How an import uses it (institutions and actors do; pure, so run it in a thread when it is large):

    COLUMNS = (Column("doc_number", ("doc_number", "dni", "n_documento"), required=True), ...)
    sheet = read_sheet(body, COLUMNS)            # raises a kind when it is no table at all
    faults = Faults(sheet.headers, sheet.faults) # starts with the faults of the sheet itself
    for row in sheet.rows:
        if row.cells["dni"] ...: faults.add(BAD_DNI, row.number, "doc_number", row.cells[...])
    faults.refuse_any()                          # raises ImportRefused naming all of them

What a sheet may be: UTF-8 (with or without BOM), Windows-1252 (Excel in Peru) or UTF-16 with BOM;
cells apart by `;`, `,` or tab, whichever the header uses outside quotation marks; a first line
`sep=;` is skipped, and so are blank lines and titles above the header. Headers are compared without
case, tildes or punctuation. A row's number is the one that a spreadsheet shows: empty rows count
although they are left out. In `Row.cells` the keys are our names, every column of `COLUMNS` is
present ("" when the file lacks it, or when the cell is a fault) and cells are in the form in which
texts are kept (`domain/texts.py`), Excel's `="0123457"` undone. Formulas, signs that nobody sees
and numbers in scientific form are faults of the sheet, each named as what it is.
"""
