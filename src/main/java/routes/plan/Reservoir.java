package routes.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import routes.config.ObjectPath;

/** Some of any number of things, each with the same chance. */
final class Reservoir {

    private final SplittableRandom random = new SplittableRandom();
    private final int most;
    private final List<ObjectPath> kept = new ArrayList<>();
    private long seen;

    Reservoir(int most) {
        this.most = most;
    }

    void add(ObjectPath path) {
        seen++;
        if (kept.size() < most) {
            kept.add(path);
            return;
        }
        long place = random.nextLong(seen);
        if (place < most) {
            kept.set((int) place, path);
        }
    }

    List<ObjectPath> paths() {
        return List.copyOf(kept);
    }
}
