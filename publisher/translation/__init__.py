"""A condition in other languages: what is to translate, files for translators, what they return."""
