"""Code that reads and writes files: sessions, workbooks, journals, versions and state folders."""
