"""The objects of the public API beside domains: blocking classes, generated, and what both flavours share."""
