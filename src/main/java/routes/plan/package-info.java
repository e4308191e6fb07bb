/** The estimate before a run: what the table and the bucket hold comes in, and counts, findings, time and money go out. */
package routes.plan;
