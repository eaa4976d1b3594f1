"""The clinic desk: what a front desk hands out, takes back and orders, and what machines ask."""
