"""The page on which a shop designs its store pages: choices on one side, the pages themselves on the other."""
