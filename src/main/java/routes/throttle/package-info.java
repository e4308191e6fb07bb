/** The production database as others use it: what its servers say of themselves comes in, and whether the table may be worked on goes out. */
package routes.throttle;
