"""A local web program in which an editor sees a guide while writing it, and finds finished files.

It reads the project and writes nothing.
"""
