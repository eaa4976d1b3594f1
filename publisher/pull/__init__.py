"""Edits in a Word file: read, merged, and written into the source that it was made from.

`merge` and `rewrite` are pure: trees and text in, trees and text out.
"""
