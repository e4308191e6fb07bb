package routes.pace;

/** Tokens, one for each request, that come at a rate which may change; some of them may be taken at once. */
final class TokenBucket {

    private static final double NANOS = 1e9;

    /** Share of a second's tokens that the bucket holds. */
    private static final double BURST = 0.02;

    private double rate;
    private double tokens;
    private long filledAt;

    /**
     * @param rate tokens a second
     */
    TokenBucket(double rate, long now) {
        this.rate = rate;
        this.filledAt = now;
    }

    /** Has the tokens come at another rate from now on. */
    void rate(double perSecond, long now) {
        fill(now);
        rate = perSecond;
    }

    /** Nanoseconds until there is a token; 0 when there is one. */
    long nanosUntilNext(long now) {
        fill(now);
        return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / rate * NANOS);
    }

    void take(long now) {
        fill(now);
        tokens -= 1;
    }

    /** Takes away what was saved up. */
    void drain(long now) {
        fill(now);
        tokens = Math.min(tokens, 1);
    }

    private void fill(long now) {
        tokens = Math.min(Math.max(1, BURST * rate), tokens + (now - filledAt) / NANOS * rate);
        filledAt = now;
    }
}
