"""From a file or an address into the library: fetched, read in children, stored, embedded."""
