"""The Word file itself: its package, body, styles and tracked changes. It knows no condition."""
