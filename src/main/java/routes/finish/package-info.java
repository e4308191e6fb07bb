/**
 * The last stage: an idle queue comes in; when the table and the ledger prove that all is done, a report and the end of the run go
 * out.
 */
package routes.finish;
