"""The workbook, which defines a workshop, with its reader and its rules."""
