"""From planned pages to files: what changed is rendered, checked and written, and nothing else."""
