package routes.scan;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.fault.Reason;
import routes.ledger.Outcome;
import routes.table.Row;

/**
 * A row as the scan reads it.
 *
 * @param path as UTF-8 bytes
 * @param attempts outcomes that the ledger holds for it
 * @param reverted whether it was rewritten, and holds its old path again
 * @param legacy whether the path is a legacy one; otherwise it only looks so
 */
record Found(String key, byte[] path, int attempts, boolean reverted, boolean legacy) {

    private static final Logger LOG = LoggerFactory.getLogger(Found.class);

    /** Attempts after which a row that holds its old path again is not copied once more. */
    private static final int ATTEMPTS = 3;

    /** Most characters of a path that the ledger holds. */
    private static final int LEDGER_CHARACTERS = 1024;

    /** What a lenient decoder puts in the place of bytes that are no UTF-8; it may also be what the path holds. */
    private static final char REPLACEMENT = '\uFFFD';

    /** The row, if its path means an object, and does not come back whenever it is rewritten. */
    Optional<Row> row(Migration migration) {
        if (isTooLong(migration) || comesBack()) {
            return Optional.empty();
        }
        return text().filter(migration.paths()::isLegacy).map(text -> new Row(key, text, attempts));
    }

    /** What is recorded of a row that is not copied. */
    Outcome failed(Migration migration) {
        String shown = text().orElseGet(() -> new String(path, StandardCharsets.UTF_8));
        Row row = new Row(key, shown, attempts);
        if (comesBack()) {
            Event.EXCEPTION.warn(
                    LOG,
                    "row {}: holds its old path again after {} attempts, recorded as {}",
                    value("row", migration.nameOf(key)),
                    attempts,
                    value("reason", Reason.REVERTED));
            String newPath =
                    migration.paths().read(shown).map(ObjectPath::newText).orElse("");
            return Outcome.failed(row, newPath, Reason.REVERTED, "after " + attempts + " attempts");
        }
        if (isTooLong(migration)) {
            return Outcome.failed(row, "", Reason.KEY_TOO_LONG, path.length + " bytes; md5 " + md5());
        }
        String why = text().isPresent() ? "not URL-encoded as its form is" : "not UTF-8";
        return Outcome.failed(row, "", Reason.INVALID_PATH, why + "; md5 " + md5());
    }

    private boolean comesBack() {
        return reverted && attempts >= ATTEMPTS;
    }

    /** Too long for a key, or, in a form that takes more than its key, for the ledger. */
    private boolean isTooLong(Migration migration) {
        if (path.length <= Migration.KEY_BYTES) {
            return false;
        }
        return text().filter(text -> text.codePointCount(0, text.length()) <= LEDGER_CHARACTERS)
                .flatMap(migration.paths()::read)
                .filter(found -> Migration.isKey(found.sourceKey()))
                .isEmpty();
    }

    private Optional<String> text() {
        String lenient = new String(path, StandardCharsets.UTF_8);
        if (lenient.indexOf(REPLACEMENT) < 0) {
            return Optional.of(lenient); // the quick way: nothing was replaced
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(path));
            return Optional.of(text.toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private String md5() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(path));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
