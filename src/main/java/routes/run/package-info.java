/**
 * One process of a migration, from its settings to its exit code: it makes the stages of its role and runs their routes.
 */
package routes.run;
