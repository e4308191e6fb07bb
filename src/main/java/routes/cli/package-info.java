/** The operator's commands: each reads the same settings as the processes, and says all that it changes. */
package routes.cli;
