/**
 * What every process does beside its role: how a failed step is tried again ({@link routes.process.ErrorHandling}), the heartbeat, the
 * pause, and when to give up.
 */
package routes.process;
