"""An encoder and a store that come with no change of Lookalike."""
