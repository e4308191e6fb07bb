package routes.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows that look as if they meant legacy objects and are written in no form that is migrated, by what {@link NearMissPattern} calls their
 * form.
 */
public record NearMisses(Map<String, Form> forms) {

    /** Forms that are told apart; the others are counted together. */
    public static final int MOST_FORMS = 20;

    /** What the others are called. */
    public static final String OTHERS = "others";

    private static final int SAMPLES = 3;
    private static final int LONGEST = 200;

    /** None were seen. */
    public static final NearMisses NONE = new NearMisses(Map.of());

    /**
     * Those of one form.
     *
     * @param rows how many
     * @param samples the first of them
     */
    public record Form(long rows, List<Sample> samples) {

        public Form {
            samples = List.copyOf(samples);
        }

        private Form and(Form other) {
            List<Sample> both = new ArrayList<>(samples);
            both.addAll(other.samples);
            return new Form(rows + other.rows, both.subList(0, Math.min(SAMPLES, both.size())));
        }
    }

    /**
     * One row.
     *
     * @param row its key
     * @param path what it holds, not in full when that is long
     */
    public record Sample(String row, String path) {

        public Sample {
            path = path.length() <= LONGEST ? path : path.substring(0, LONGEST);
        }
    }

    public NearMisses {
        forms = Collections.unmodifiableMap(new TreeMap<>(forms));
    }

    /** One row. */
    public static NearMisses of(String form, String row, String path) {
        return new NearMisses(Map.of(form, new Form(1, List.of(new Sample(row, path)))));
    }

    /** These and others. */
    public NearMisses and(NearMisses other) {
        if (forms.isEmpty() || other.forms.isEmpty()) {
            return forms.isEmpty() ? other : this;
        }
        Map<String, Form> all = new TreeMap<>(forms);
        other.forms.forEach((name, form) ->
                all.merge(all.containsKey(name) || all.size() < MOST_FORMS ? name : OTHERS, form, Form::and));
        return new NearMisses(all);
    }

    /** All rows. */
    public long rows() {
        return forms.values().stream().mapToLong(Form::rows).sum();
    }
}
