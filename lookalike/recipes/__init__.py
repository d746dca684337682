"""Recipes: all that a training needs beside its images, as TOML files in this folder."""
