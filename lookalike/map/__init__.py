"""
A map of a collection: similar items lie near each other in the plane, and clusters have names.
"""
