"""/check: does the paper say what a pasted claim says?"""
