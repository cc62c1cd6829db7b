"""From a URL to what its feed says: fetch, parse, in a worker, on a schedule, in what health."""
