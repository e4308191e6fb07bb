package routes.apply;

/** Row keys from the first to the last, both included, in the order of the database. */
public record KeyRange(String first, String last) {}
