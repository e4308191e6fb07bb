/** The first stage: the table comes in, page by page, and jobs of the rows that are left to migrate go out to the queue. */
package routes.scan;
