/**
 * The table of record: outcomes come in, and what is recorded, failed, or to be tried again goes out. Stages, status and commands
 * use it.
 */
package routes.ledger;
