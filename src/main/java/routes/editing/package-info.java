/** The operator's own route files: files come in, checked line by line, and replace the routes of their ids. */
package routes.editing;
