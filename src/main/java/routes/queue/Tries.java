package routes.queue;

/**
 * What was tried before of a job's objects, in vain, while other objects were copied.
 *
 * @param count times that each of them was tried
 * @param since first failure of one, in milliseconds since 1970
 * @param notBefore when the next try may be, in milliseconds since 1970
 */
public record Tries(int count, long since, long notBefore) {}
