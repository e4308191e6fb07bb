package routes.chaos;

import routes.embedded.SampleData;

/**
 * How the rows of a trial write their paths: all as keys, or every third with a slash, every third as an address.
 *
 * @param mixed whether the forms are mixed
 */
record TrialForms(boolean mixed, String source, String target) {

    private static final String SLASH = "/";

    /** The setting that goes with it. */
    String setting() {
        return mixed ? "{key}, /{key}, s3://" + source + "/{key}" : "{key}";
    }

    /** What the row holds whose path means this key. */
    String text(long id, String key) {
        return mixed && SampleData.isUnderPrefix(key) ? before(id) + key : key;
    }

    private String before(long id) {
        return switch ((int) (id % 3)) {
            case 1 -> SLASH;
            case 2 -> address(source);
            default -> "";
        };
    }

    /** The key that a path means. */
    String key(String text) {
        for (String before : new String[] {SLASH, address(source), address(target)}) {
            if (mixed && text != null && text.startsWith(before)) {
                return text.substring(before.length());
            }
        }
        return text;
    }

    private static String address(String bucket) {
        return "s3://" + bucket + SLASH;
    }
}
