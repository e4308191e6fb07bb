package routes.template;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as S3 writes them, such as {@code 2026-11-01T10:20:30.000Z}: Java's own parser takes longer for one than all else of an answer. */
final class AnswerTime {

    private static final int LENGTH = "2026-11-01T10:20:30.000Z".length();
    private static final int NANOS_OF_MILLI = 1_000_000;

    private AnswerTime() {}

    /** The time; null for what is none: the copy is made all the same. */
    static Instant parse(String text) {
        try {
            return text.length() == LENGTH && text.charAt(LENGTH - 1) == 'Z' ? fixed(text) : Instant.parse(text);
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static Instant fixed(String text) {
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        number(text, 20, 23) * NANOS_OF_MILLI)
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
