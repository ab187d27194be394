"""One module for each kind of answer: reading what a student wrote and comparing it with the key."""
