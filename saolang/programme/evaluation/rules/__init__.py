"""Whether something may be done in a council now, and who may see what."""
