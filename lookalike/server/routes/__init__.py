"""The routes by what they are about; each reads, calls the library, and answers."""
