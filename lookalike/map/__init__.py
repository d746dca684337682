"""A collection as a plane, in which similar items lie near each other, with its clusters."""
