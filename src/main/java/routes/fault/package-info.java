/**
 * What a failure means: an answer of S3 or MariaDB comes in, and out comes whether it speaks of one object or row, with the
 * {@link routes.fault.Reason} that is recorded, or of the system.
 */
package routes.fault;
