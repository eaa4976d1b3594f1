"""`condition.yaml` → `Condition`, or every problem in it with its place."""
