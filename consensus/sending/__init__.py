"""Sending once: a form that arrives twice, because a line dropped or a browser repeated it, is carried out once."""
