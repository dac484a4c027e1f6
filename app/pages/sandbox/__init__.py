"""The only template environment of the project: what a page template may say, and where its text is run."""
