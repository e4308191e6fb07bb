/** What the processes of a migration tell about themselves, and how a snapshot of the migration is made of it. */
package routes.status;
