/**
 * The ways through the table, and through the ledger, in the order of their keys: by windows of rows examined, each in a statement that is
 * over in about the time that the operator allows, whatever it finds.
 */
package routes.window;
