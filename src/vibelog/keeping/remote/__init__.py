"""What is fetched from elsewhere: addresses, git held back, copies."""
