"""Coming in by an account elsewhere (OpenID Connect): one more door for networks that have it, and never the only one."""
