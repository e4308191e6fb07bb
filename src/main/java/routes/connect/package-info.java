/**
 * The clients of MariaDB, Redis and AWS, each beside the questions that it is asked before a run and while one is going on.
 */
package routes.connect;
