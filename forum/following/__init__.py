"""What people are told later: remedies and causes they follow, and "Still working?"."""
