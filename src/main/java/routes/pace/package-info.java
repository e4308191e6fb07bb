/**
 * How fast requests are sent: the answers to them come in, accepted or refused for rate, and the time of the next one goes out. It knows
 * nothing of S3's client or of the stages; whoever sends a request asks it before.
 */
package routes.pace;
