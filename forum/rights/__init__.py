"""What people can ask of us: to see what we hold, to take it with them, to have it erased."""
