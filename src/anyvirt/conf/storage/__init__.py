"""Documents of storage: pools, their volumes, and what a storage driver offers."""
