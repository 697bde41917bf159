"""Rules about Dockerfiles that do something other than they say, by what they look at."""
