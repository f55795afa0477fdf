"""What a document leaves out and every driver means alike, a module per topic. `post_parse` calls them in order."""
