package routes.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rates over the whole run in a bounded number of samples: when there are too many, every second one goes, and later ones
 * are taken half as often.
 */
public final class History {

    private final int most;
    private final List<Sample> samples = new ArrayList<>();
    private long interval;

    /**
     * The rates at one time.
     *
     * @param at ms since 1970
     * @param copied rows per second; so are applied and failed
     * @param queue jobs outstanding
     */
    public record Sample(long at, double copied, double applied, double failed, long queue) {

        static Sample of(Status status) {
            return new Sample(
                    status.at().toEpochMilli(),
                    status.rates().copied(),
                    status.rates().applied(),
                    status.rates().failed(),
                    status.queue() == null ? 0 : status.queue().outstanding());
        }
    }

    /**
     * @param most samples kept
     * @param interval least time between two, in ms, at first
     */
    public History(int most, long interval) {
        this.most = most;
        this.interval = interval;
    }

    /** Adds a sample, if the last one is old enough. */
    public synchronized Optional<Sample> add(Sample sample) {
        // a timer is never on time to the millisecond
        if (!samples.isEmpty() && sample.at() - samples.get(samples.size() - 1).at() < interval * 9 / 10) {
            return Optional.empty();
        }
        samples.add(sample);
        if (samples.size() > most) {
            List<Sample> kept = new ArrayList<>();
            for (int i = 0; i < samples.size(); i += 2) {
                kept.add(samples.get(i));
            }
            samples.clear();
            samples.addAll(kept);
            interval *= 2;
        }
        return Optional.of(sample);
    }

    /** All samples, oldest first. */
    public synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }
}
