package routes.s3;

/** S3 answered with status 200, but not with the result of what it was asked for, and nothing shows that it was done. */
public final class UnconfirmedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnconfirmedException(String message) {
        super(message);
    }
}
