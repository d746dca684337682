"""Recipes: the settings of a training, as TOML files in this folder."""
