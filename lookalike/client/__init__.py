"""The typed client: a served collection, with the verbs of one that is open here."""
