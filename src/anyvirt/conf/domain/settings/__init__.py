"""What calls with typed parameters read from a definition and change in it, whatever the driver.

Each family has a function that gives its parameters by name, and one that changes those that it is given, or raises and
changes nothing. What a running guest must be told besides is the driver's part.
"""
