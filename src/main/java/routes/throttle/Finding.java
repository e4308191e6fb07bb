package routes.throttle;

import java.util.Optional;

/**
 * What was found when a server was asked.
 *
 * @param value its lag in seconds, or its threads; empty while that is not known
 * @param tooMuch why the table must not be worked on for now
 * @param critical why it must not be any more
 */
record Finding(Optional<Double> value, Optional<String> tooMuch, Optional<String> critical) {

    static final Finding NOTHING = new Finding(Optional.empty(), Optional.empty(), Optional.empty());

    /** What can be gone on with. */
    static Finding fine(double value) {
        return new Finding(Optional.of(value), Optional.empty(), Optional.empty());
    }
}
