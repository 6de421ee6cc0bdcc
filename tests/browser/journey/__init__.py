"""The steps of the journey of one product, each at the pages of whoever takes it."""
