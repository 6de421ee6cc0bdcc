"""The GS1-Conformant Resolver 1.2.0: from a Digital Link to what there is to know of the thing it names."""
