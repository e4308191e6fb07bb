package routes.fault;

import java.util.EnumSet;
import java.util.Set;

/** Why a row could not be migrated: the stable codes of the ledger, the reports and the metrics. */
public enum Reason {
    SOURCE_MISSING(
            "no object at the legacy key",
            "correct the row, or leave it; if the path is encoded or has a query, say so in `PATH_FORMS`"),
    SOURCE_CHANGED("overwritten again and again while it was copied", "retry"),
    ACCESS_DENIED(
            "denied, while others are not",
            "look at the bucket policy and the object's owner; without `s3:ListBucket` also a missing object"),
    KMS_KEY_UNUSABLE(
            "a key of KMS is disabled, deleted or denied",
            "enable it, grant `kms:Decrypt` and `kms:GenerateDataKey`, retry"),
    ARCHIVED("in Glacier or an archive tier, and not restored", "restore, retry"),
    KEY_TOO_LONG("a key of over 1,024 bytes of UTF-8, the old one or the new", "a shorter prefix, or leave it"),
    KEY_COLLISION("two legacy keys, one new key", "rename one, retry"),
    STILL_LEGACY(
            "the new key lies under the legacy prefix, so that the row would be migrated again, to another's key",
            "another prefix, or leave it"),
    TARGET_EXISTS_DIFFERENT("another object at the new key", "remove or keep it, retry"),
    TARGET_CHANGED(
            "overwritten in the legacy bucket after its copy, and at the new key by somebody else: nothing was overwritten",
            "compare both; what is at the new key stays"),
    SOURCE_GONE("deleted in the legacy bucket after its copy", "delete the row's object at the new key, or leave it"),
    VERIFY_FAILED("the copy is not the same as its source", "look at both"),
    DOT_SEGMENTS(
            "a segment `.` or `..` in the path, which a proxy or a server other than S3 may resolve, to another key",
            "correct the row; or set `COPY_DOT_SEGMENTS=true` where keys are taken as they are, retry"),
    INVALID_PATH("the path is not UTF-8, so that it can name no object", "correct the row"),
    PATH_TOO_LONG("the new path does not fit the column", "widen the column, retry"),
    COPY_REJECTED("refused in other words, which the ledger keeps, while others are copied", "read them, retry"),
    COPY_FAILED(
            "S3 fails on it, does not answer or does not confirm it, while others are copied",
            "read its words in the ledger, retry"),
    APPLY_REJECTED(
            "the database refuses the new path, or a trigger stores another: a unique key, a check, a trigger",
            "read its words, retry"),
    REVERTED("rewritten three times, and each time the old path came back", "find the job that writes it, retry"),
    DEAD_LETTER("consumers died on this row as often as a job may be delivered", "look at their logs, retry");

    /** What may as well be the system's: an answer of this kind speaks of its object only if others are copied meanwhile. */
    private static final Set<Reason> BY_EVIDENCE =
            EnumSet.of(ACCESS_DENIED, KMS_KEY_UNUSABLE, COPY_REJECTED, COPY_FAILED);

    private final String meaning;
    private final String advice;

    Reason(String meaning, String advice) {
        this.meaning = meaning;
        this.advice = advice;
    }

    /** Whether one answer decides nothing, because a fault of the system may lead to the same. */
    public boolean isByEvidence() {
        return BY_EVIDENCE.contains(this);
    }

    /** What happened, for people. */
    public String meaning() {
        return meaning;
    }

    /** What an operator does about it. */
    public String advice() {
        return advice;
    }
}
