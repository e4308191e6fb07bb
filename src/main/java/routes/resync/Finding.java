package routes.resync;

import routes.fault.Reason;

/**
 * An object that is not as it should be.
 *
 * @param row a row that names it
 * @param path its legacy key
 * @param detail for people
 */
public record Finding(String row, String path, Reason reason, String detail) {}
