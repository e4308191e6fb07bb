/** The operator's commands: an argument list comes in, an answer in text or JSON and an exit code go out. */
package routes.cli;
