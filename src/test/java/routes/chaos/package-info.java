/** Breaks running migrations in every way that can be thought of, and checks from outside that nothing was lost. */
package routes.chaos;
