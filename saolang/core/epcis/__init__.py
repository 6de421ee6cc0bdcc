"""EPCIS 2.0 and CBV 2.0: documents, rules, hashes, questions, schedules."""
