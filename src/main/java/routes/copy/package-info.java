/**
 * The second stage: a job comes in, its objects are copied, and outcomes go out to the ledger and a
 * {@link routes.copy.CopiedRange} to the next stage.
 */
package routes.copy;
