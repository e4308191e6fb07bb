package routes.config;

/** Makes the new key of a legacy one. */
public final class KeyMapper {

    private final Migration migration;

    public KeyMapper(Migration migration) {
        this.migration = migration;
    }

    /**
     * The new key.
     *
     * @throws IllegalArgumentException when the path does not lie under the legacy prefix
     */
    public String map(String path) {
        if (!path.startsWith(migration.legacyPrefix())) {
            throw new IllegalArgumentException("not under " + migration.legacyPrefix() + ": " + path);
        }
        int kept =
                switch (migration.keyMapping()) {
                    case SUBPATH -> migration.legacyPrefix().length();
                    case BASENAME -> path.lastIndexOf('/') + 1;
                };
        return migration.targetPrefix() + path.substring(kept);
    }
}
