package routes.pace;

/**
 * Finds out how many requests a second a server takes, from nothing but its answers: which of them were refusals for rate. Not
 * thread-safe; all times are nanoseconds of one clock.
 *
 * <p>The server has a limit that nobody says, that others use too and that moves. What is sent goes up until refusals tell that the
 * limit is passed, down a little, and up again: slowly near the limit that was found, faster beyond it. Refusals that come
 * whatever the rate (strays) move nothing. Shape and names of the growth are those of CUBIC (RFC 9438).
 *
 * <ul>
 *   <li>{@link Phase#STARTING}: half as much more every half second, until refusals come.
 *   <li>{@link Phase#STEADY}: a limit is known. After a cut to nine tenths the rate comes back to it, stays near it, and then tries more.
 *   <li>{@link Phase#SEARCHING}: the limit has moved, or was only guessed from a few answers: three tenths more every second.
 *   <li>{@link Phase#BLOCKED}: nearly everything is refused, which says nothing of a limit. A few requests a second ask whether that is over.
 *   <li>{@link Phase#RESUMING}: it is over: twice as much every half second, up to what was taken before.
 * </ul>
 *
 * <p>A cut begins an epoch. Answers to what was sent before it tell of the old rate and are passed over, so that one overload leads to one
 * cut. The figures below were found in simulations ({@code docs/decisions/pace.md}).
 *
 * <p>One class because it is one state machine: each half would need the state of the other.
 */
final class PaceRule {

    /** What the rate is doing. */
    enum Phase {
        STARTING,
        STEADY,
        SEARCHING,
        BLOCKED,
        RESUMING
    }

    private static final double NANOS = 1e9;

    /** Requests a second at first: what any store takes, while whoever sends them warms up. */
    private static final double FIRST = 1000;
    /** Requests a second that ask whether a server that refuses everything takes some again. */
    private static final double PROBES = 10;

    private static final double LEAST = 1;

    private static final double CUT = 0.9;
    /**
     * How fast the rate goes back to the limit that was found, and beyond: requests a second, by the cube of the seconds. The same for
     * all, so that of two processes the one with less gains on the other; 8 seconds for 1,500 a second.
     */
    private static final double CUBE = 0.3;

    /** Growth, of half a second for the first two and of a second for the third. */
    private static final double STARTING_GROWTH = 1.5;

    private static final double RESUMING_GROWTH = 2;
    private static final double SEARCHING_GROWTH = 1.3;
    private static final long GROWTH_NANOS = 500_000_000L;
    /** Above the known limit by so much without refusals, the limit has moved. */
    private static final double MOVED = 1.05;

    /** Share of stray refusals that is taken for granted, and the most that is believed. */
    private static final double STRAYS = 0.003;

    private static final double MOST_STRAYS = 0.02;
    /** Standard deviations above the strays at which refusals are believed to speak of the rate, and at which it does not grow any more. */
    private static final double BELIEVED = 3;

    private static final double SUSPECTED = 2;
    private static final int FEW_ANSWERS = 100;

    /** Shares of refusals at which the rate is far too high, and at which nothing is to be learned of a rate. */
    private static final double OVERLOADED = 0.2;

    private static final double ALL = 0.95;
    /** A few refusals in a row may exaggerate: no cut goes deeper, and the next one sees more. */
    private static final double DEEPEST = 0.3;

    private static final double BETWEEN_OVERLOADS = 0.3;

    private final AnswerWindow window;
    private final AnswerWindow moment;
    private final TokenBucket bucket;

    private Phase phase = Phase.STARTING;
    private double rate = FIRST;
    private double cap = Double.MAX_VALUE;
    private double limit;
    private double strays = STRAYS;
    /** Requests taken a second, in the last window without a cut; and what was so before everything was refused. */
    private double usual;

    private double resumed;
    /** Share of refusals in the last window. */
    private double recentShare;
    /** Requests sent a second, of late. */
    private double used = FIRST;

    /** Whether nearly all requests had to wait of late: then the rate is used, even if whoever sends them wakes up too late to keep to it. */
    private boolean held;

    private long sentSinceGrown;
    private long waitedSinceGrown;
    private long grownAt;
    /** When the growth of {@link Phase#STEADY} began, moved on by the time in which the rate was not used. */
    private long cutAt;

    private long epoch;
    private long epochAt;

    PaceRule(long now) {
        window = new AnswerWindow(now);
        moment = new AnswerWindow(now);
        bucket = new TokenBucket(rate, now);
        grownAt = now;
        epochAt = now;
    }

    // ---- sending

    /** Nanoseconds until another request may be sent; 0 for now. */
    long nanosUntilNext(long now) {
        return bucket.nanosUntilNext(now);
    }

    /**
     * Notes that a request is sent.
     *
     * @param waited whether it had to wait for its time
     * @return the epoch, to be given back with its answer
     */
    long send(boolean waited, long now) {
        bucket.take(now);
        sentSinceGrown++;
        waitedSinceGrown += waited ? 1 : 0;
        return epoch;
    }

    /** Notes that some requests were sent while nothing held them back. */
    void sentFreely(long requests) {
        sentSinceGrown += requests;
    }

    /** Whether nothing is to be held back: no request was ever refused, and fewer are sent than may be. */
    boolean isFree() {
        return phase == Phase.STARTING && cap == Double.MAX_VALUE && isUnused();
    }

    /** Sets how many requests a second are sent at most, however many the server would take. */
    void cap(double most, long now) {
        cap = most;
        bucket.rate(rate(), now);
    }

    // ---- answers

    /** Notes the answer to a request. */
    void answered(long sentInEpoch, boolean refused, long now) {
        answered(sentInEpoch, 1, refused, now);
    }

    /** Notes the answers to some requests. */
    void answered(long sentInEpoch, long answers, boolean refused, long now) {
        if (sentInEpoch != epoch || answers == 0) {
            return;
        }
        if (window.answers() == 0) {
            // from the first answer on: what is on the way yet says nothing of the rate
            window.restart(now);
            moment.restart(now);
        }
        window.add(answers, refused);
        moment.add(answers, refused);
        if (phase == Phase.BLOCKED) {
            probed(now);
        } else if (!overloaded(now)) {
            look(now);
        }
    }

    /** Few answers are enough when most of them are refusals. */
    private boolean overloaded(long now) {
        double seconds = moment.seconds(now);
        if (moment.answers() >= FEW_ANSWERS / 2 && (seconds >= 0.2 || moment.answers() >= 4 * FEW_ANSWERS)) {
            double share = moment.share();
            if (share > ALL) {
                resumed = phase == Phase.RESUMING ? resumed : Math.max(PROBES, usual);
                begin(Phase.BLOCKED, PROBES, now);
                return true;
            }
            if (share > OVERLOADED && (now - epochAt) / NANOS > BETWEEN_OVERLOADS) {
                cut(share, Phase.SEARCHING, now);
                return true;
            }
            moment.restart(now);
        } else if (seconds > 5) {
            moment.restart(now);
        }
        return false;
    }

    private void look(long now) {
        if (window.answers() >= FEW_ANSWERS && exceedsStrays(BELIEVED)) {
            // what was sent unevenly, by a process that warms up, was refused at a higher rate than its mean
            cut(window.leastShare(), phase == Phase.STARTING && isUnused() ? Phase.SEARCHING : Phase.STEADY, now);
            return;
        }
        if (now - grownAt >= GROWTH_NANOS) {
            grow(now);
        }
        double seconds = window.seconds(now);
        if (seconds >= 0.5 && (window.answers() >= 2 * FEW_ANSWERS || seconds >= 10)) {
            learnStrays();
            usual = window.goodput(now);
            recentShare = window.share();
            window.restart(now);
        }
    }

    private boolean exceedsStrays(double sigmas) {
        double expected = strays * window.answers();
        return window.refused() > expected + sigmas * Math.sqrt(expected) + 1;
    }

    /** Well below the limit refusals are strays: as many as there are then are no reason to cut. */
    private void learnStrays() {
        if (phase == Phase.STEADY && rate < 0.97 * limit) {
            strays = Math.max(STRAYS, (strays + Math.min(MOST_STRAYS, window.share())) / 2);
        }
    }

    private void probed(long now) {
        if (window.answers() >= 5 && window.share() <= 0.5) {
            begin(Phase.RESUMING, Math.max(PROBES, 0.1 * resumed), now);
        } else if (window.answers() >= 5) {
            window.restart(now);
        }
    }

    // ---- the rate

    private void cut(double refusedShare, Phase next, long now) {
        limit = Math.max(LEAST, Math.max(DEEPEST, 1 - refusedShare) * Math.min(rate(), used));
        begin(next, CUT * limit, now);
    }

    private void begin(Phase next, double newRate, long now) {
        recentShare = window.share();
        phase = next;
        rate = Math.max(LEAST, newRate);
        bucket.rate(rate(), now);
        bucket.drain(now);
        window.restart(now);
        moment.restart(now);
        cutAt = now;
        grownAt = now;
        sentSinceGrown = 0;
        waitedSinceGrown = 0;
        epoch++;
        epochAt = now;
    }

    private void grow(long now) {
        double seconds = (now - grownAt) / NANOS;
        used = sentSinceGrown / seconds;
        held = 10 * waitedSinceGrown > 9 * sentSinceGrown;
        if (rate > cap || isUnused() || exceedsStrays(SUSPECTED)) {
            // what is not used says nothing of how much the server would take
            cutAt += now - grownAt;
        } else {
            grow(seconds, now);
            bucket.rate(rate(), now);
        }
        grownAt = now;
        sentSinceGrown = 0;
        waitedSinceGrown = 0;
    }

    private boolean isUnused() {
        return used < 0.9 * rate && !held;
    }

    private void grow(double seconds, long now) {
        switch (phase) {
            case STARTING -> rate *= Math.pow(STARTING_GROWTH, 2 * seconds);
            case SEARCHING -> rate *= Math.pow(SEARCHING_GROWTH, seconds);
            case STEADY -> {
                double distance = (now - cutAt) / NANOS - Math.cbrt((1 - CUT) * limit / CUBE);
                rate = limit + CUBE * distance * distance * distance;
                phase = rate > MOVED * limit ? Phase.SEARCHING : phase;
            }
            case RESUMING -> {
                rate = Math.min(CUT * resumed, rate * Math.pow(RESUMING_GROWTH, 2 * seconds));
                phase = rate >= CUT * resumed ? Phase.SEARCHING : phase;
            }
            default -> throw new IllegalStateException(phase.name());
        }
    }

    // ---- what it came to

    Phase phase() {
        return phase;
    }

    /** Requests a second that may be sent now. */
    double rate() {
        return Math.min(rate, cap);
    }

    /** Requests a second at which the server began to refuse; 0 while none is known. */
    double limit() {
        return limit;
    }

    long epoch() {
        return epoch;
    }

    /** Whether most requests are taken, so that a refusal speaks of its own request or is a stray. */
    boolean isTaking() {
        double share = window.answers() >= FEW_ANSWERS ? window.share() : recentShare;
        return phase != Phase.BLOCKED && share < OVERLOADED / 4;
    }
}
