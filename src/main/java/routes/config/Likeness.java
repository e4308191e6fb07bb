package routes.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Names that are nearly others. Letters that are missing, too many or others count; two that have changed places are two. */
final class Likeness {

    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private Likeness() {}

    /** The known name that is nearest, if no more than some letters differ. */
    static Optional<String> nearest(String name, Collection<String> known, int letters) {
        return known.stream()
                .min(Comparator.comparingInt(one -> DISTANCE.apply(name, one)))
                .filter(one -> DISTANCE.apply(name, one) <= letters);
    }
}
