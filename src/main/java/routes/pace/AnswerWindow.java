package routes.pace;

/** The answers since a time: how many there were, and how many of them were refusals for rate. */
final class AnswerWindow {

    private static final double NANOS = 1e9;

    private long since;
    private long accepted;
    private long refused;

    AnswerWindow(long now) {
        restart(now);
    }

    void restart(long now) {
        since = now;
        accepted = 0;
        refused = 0;
    }

    void add(long answers, boolean refusals) {
        if (refusals) {
            refused += answers;
        } else {
            accepted += answers;
        }
    }

    long refused() {
        return refused;
    }

    long answers() {
        return accepted + refused;
    }

    double seconds(long now) {
        return (now - since) / NANOS;
    }

    /** Requests taken a second. */
    double goodput(long now) {
        return accepted / Math.max(1e-3, seconds(now));
    }

    /** Share of the answers that were refusals. */
    double share() {
        return answers() == 0 ? 0 : (double) refused / answers();
    }

    /** The least share that is likely to be behind what was seen, which a few answers exaggerate: two standard deviations less. */
    double leastShare() {
        double share = share();
        return Math.max(0, share - 2 * Math.sqrt(share * (1 - share) / Math.max(1, answers())));
    }
}
