"""The editor: a source as a form or as text, beside the pages that are made of it.

A browser holds a draft, which is the whole text of the file; each change of a field comes as one
step to take in it, and goes back as the new text. So form and text are two views of one thing, and
nothing is kept here.
"""
