/** What a migration would come to; everything here only reads. */
package routes.plan;
