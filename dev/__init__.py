"""Build what the package ships from the development texts: `make languages`."""
