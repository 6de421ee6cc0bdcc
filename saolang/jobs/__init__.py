"""Work done outside a request: a page queues it, a worker does it, and the page asks how it went."""
