"""What every page needs and no feature owns: sessions, fragments, errors, security, files, times and forms."""
