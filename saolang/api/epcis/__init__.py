"""EPCIS 2.0 over HTTP (GS1 EPCIS 2.0, clause 12): capture, query, subscribe. A program shows a key; nobody signs in."""
