"""Tables that people send: from the bytes of a CSV to rows, with every fault named by its place.

How an import uses it (institutions and actors do; pure, so run it in a thread when it is large):

    COLUMNS = (Column("doc_number", ("doc_number", "dni", "n_documento"), required=True), ...)
    sheet = read_sheet(body, COLUMNS)            # raises a kind when it is no table at all
    faults = Faults(sheet.headers, sheet.faults) # starts with the faults of the sheet itself
    for row in sheet.rows:
        if row.cells["dni"] ...: faults.add(BAD_DNI, row.number, "doc_number", row.cells[...])
    faults.refuse_any()                          # raises ImportRefused naming all of them

What a sheet may be: UTF-8 (with or without BOM), Windows-1252 (Excel in Peru) or UTF-16 with BOM;
cells apart by `;`, `,` or tab, whichever the header uses; a first line `sep=;` is skipped. Headers
are compared without case, tildes or punctuation. A row's number is the one that a spreadsheet
shows: the header is row 1, and empty rows count although they are left out. In `Row.cells` the keys
are our names, every column of `COLUMNS` is present ("" when the file lacks it) and cells are
trimmed, with inner white space made single and Excel's `="0123457"` undone.
"""
