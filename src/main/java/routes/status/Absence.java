package routes.status;

import java.util.Optional;
import routes.status.Status.State;

/** What a migration is doing of which no producer is alive. */
record Absence(Live live, Optional<Census> counted) {

    Situation situation() {
        Status.Ending ending = live.ending();
        long consumers = live.processes().stream()
                .filter(Assessment::copies)
                .filter(process -> process.state() != ProcessStatus.State.ENDING)
                .count();
        if (ending != null) {
            return ended(ending, consumers);
        }
        boolean begun = counted.isPresent() || live.scan() != null;
        if (consumers > 0) {
            return Situation.of(
                    begun ? State.HELD_UP : State.STARTING,
                    "no producer is alive; "
                            + (begun
                                    ? "what is queued is copied, no row is found or rewritten"
                                    : Moments.count(consumers, "consumer") + " waiting for one"),
                    null,
                    "Start one: " + Assessment.COMMAND + "producer");
        }
        if (!live.processes().isEmpty()) {
            return Situation.of(State.STOPPED, "the producer finishes what is in flight, and ends", null, null);
        }
        return begun
                ? Situation.of(
                        State.STOPPED,
                        "no process is alive, and the last run did not reach its end",
                        null,
                        "Start it again: it goes on where it stopped.")
                : Situation.of(State.NOT_STARTED);
    }

    private Situation ended(Status.Ending ending, long consumers) {
        String waiting = consumers == 0 ? "" : "; " + Moments.count(consumers, "consumer") + " waiting for a next run";
        String rows = counted.map(count -> Moments.count(count.applied(), "row") + " rewritten")
                .orElse("the last run reached its end");
        return switch (ending.exitCode()) {
            case 0 -> Situation.of(State.DONE, rows + waiting, ending.at(), "Next: " + Assessment.COMMAND + "verify");
            case 3 ->
                Situation.of(
                        State.DONE_WITH_EXCEPTIONS,
                        rows + ", "
                                + counted.map(count -> Moments.count(count.failed(), "exception"))
                                        .orElse("with exceptions")
                                + waiting,
                        ending.at(),
                        "Put right what the exceptions name and give " + Assessment.COMMAND
                                + "retry, or leave them as they are. Next: verify");
            default ->
                Situation.of(
                        ending.why() == null ? State.STOPPED : State.FAILED,
                        (ending.why() == null ? "the producer was stopped before the end" : ending.why()) + waiting,
                        ending.at(),
                        "Nothing is lost. Start it again: it goes on where it stopped.");
        };
    }
}
