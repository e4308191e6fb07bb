/**
 * The jobs in Redis and the cursor of the scan, which move together: jobs of rows come in from the scan and go out to the copies.
 * It alone knows the names of the keys.
 */
package routes.queue;
