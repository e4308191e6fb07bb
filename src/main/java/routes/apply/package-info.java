/**
 * The third stage: ranges of rows whose objects are copied come in, and the table holds their new paths when they have passed. Its
 * compare-and-set never overwrites what the application wrote; {@link routes.apply.Rollback} is its inverse.
 */
package routes.apply;
