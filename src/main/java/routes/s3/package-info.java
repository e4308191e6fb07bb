/**
 * The client that the copies go through: a copy request comes in, and a copy that is conditional, made in parts where S3 asks for
 * it, and compared goes out.
 */
package routes.s3;
