"""What tests lean on: throw-away databases, a live server, a browser. No rule of the product stands here."""
