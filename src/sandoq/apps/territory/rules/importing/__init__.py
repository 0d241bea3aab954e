"""What a spreadsheet of stations means, and what is to become of each of its rows.

Pure: bytes and plain values in, plain values out. `reader` turns a file into rows of cells,
`tables` finds the header and names the columns, `meaning` reads one row, `evaluate` says what
becomes of every row beside the others and the register.
"""
