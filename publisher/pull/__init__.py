"""Edits made in a Word file come home into the source: read, merged, written back.

`merge` and `rewrite` are pure: trees and text in, trees and text out.
"""
