"""In the room: meetings of a body, their live view, what the secretary writes down, and minutes made from what happened."""
