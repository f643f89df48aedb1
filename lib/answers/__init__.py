"""What a page says: an Answer, before it is a screen, a twin without JavaScript, a file or a preview."""
