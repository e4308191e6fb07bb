/**
 * Copies made after a template: the SDK works out the first request, and the others are made of it with other keys and signed
 * anew, for half of the CPU. What S3 does not confirm is left to the SDK.
 */
package routes.template;
