"""Taking part by e-mail: personal links, answers to letters, and the mail that comes in."""
