"""What any part of anyvirt may use. Nothing here imports anything of ours outside this package."""
