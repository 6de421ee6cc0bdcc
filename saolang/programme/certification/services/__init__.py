"""Entering decisions and what they give and take back (`recognitions.recognise`)."""
