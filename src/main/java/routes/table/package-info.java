/**
 * The production table as the database describes it: its key, its path column, and the statements with their names quoted in. Every
 * stage that works with rows uses it.
 */
package routes.table;
