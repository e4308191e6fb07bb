package routes.ledger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times of S3's as the ledger keeps them: in UTC whatever the session's time zone, and without a limit in 2038. */
final class LedgerTimes {

    private LedgerTimes() {}

    static LocalDateTime stored(Instant time) {
        return time == null ? null : LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    static Instant read(LocalDateTime stored) {
        return stored == null ? null : stored.toInstant(ZoneOffset.UTC);
    }
}
