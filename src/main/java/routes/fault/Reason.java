package routes.fault;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why a row could not be migrated: the stable codes of the ledger, the reports and the metrics. */
public enum Reason {
    SOURCE_MISSING(
            "no object at the legacy key",
            "Put the object there or correct the row, then retry; or leave it: the row stays as it is. A path that is encoded or has a query needs its form in PATH_FORMS."),
    SOURCE_CHANGED("overwritten again and again while it was copied", "Wait until nobody writes it, then retry."),
    ACCESS_DENIED(
            "denied, while others are not",
            "Look at the bucket policy and the object's owner, then retry; without s3:ListBucket a missing object is answered so, too."),
    KMS_KEY_UNUSABLE(
            "a key of KMS is disabled, deleted or denied",
            "Enable the key, grant kms:Decrypt and kms:GenerateDataKey, then retry."),
    ARCHIVED("in Glacier or an archive tier, and not restored", "Restore the object, then retry."),
    KEY_TOO_LONG(
            "a key of over 1,024 bytes of UTF-8, the old one or the new",
            "Take a shorter prefix, or leave it: the row stays as it is."),
    KEY_COLLISION("two legacy keys, one new key", "Rename one of the two and correct its row, then retry."),
    STILL_LEGACY(
            "the new key lies under the legacy prefix, so that the row would be migrated again, to another's key",
            "Take another prefix, or leave it: the row stays as it is."),
    TARGET_EXISTS_DIFFERENT(
            "another object at the new key",
            "Compare the two; remove the one at the new key and retry, or leave it: the row stays as it is."),
    TARGET_CHANGED(
            "overwritten in the legacy bucket after its copy, and at the new key by somebody else: nothing was overwritten",
            "Compare the two; what is at the new key stays."),
    SOURCE_GONE(
            "deleted in the legacy bucket after its copy",
            "Delete the object at the new key and its row, if it was meant to go; or leave it."),
    VERIFY_FAILED(
            "the copy is not the same as its source", "Look at both objects; remove the one at the new key and retry."),
    DOT_SEGMENTS(
            "a segment `.` or `..` in the path, which a proxy or a server other than S3 may resolve, to another key",
            "Correct the row; or set COPY_DOT_SEGMENTS=true where keys are taken as they are, then retry."),
    INVALID_PATH("the path is not UTF-8, so that it can name no object", "Correct the row, then retry."),
    PATH_TOO_LONG("the new path does not fit the column", "Widen the column, then retry."),
    COPY_REJECTED(
            "refused in other words, which the ledger keeps, while others are copied",
            "Read what S3 said (detail), put that right, then retry."),
    COPY_FAILED(
            "S3 fails on it, does not answer or does not confirm it, while others are copied",
            "Read what S3 said (detail), then retry."),
    APPLY_REJECTED(
            "the database refuses the new path, or a trigger stores another: a unique key, a check, a trigger",
            "Read what the database said (detail), put that right, then retry."),
    REVERTED(
            "rewritten three times, and each time the old path came back",
            "Find the job of the application that writes the old path, then retry."),
    DEAD_LETTER(
            "consumers died on this row as often as a job may be delivered",
            "Read the logs of the consumers that died, then retry.");

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

    /** What an operator does about it, in a sentence or two that every page, file and command shows as it is. */
    public String advice() {
        return advice;
    }

    /** The same, of a code of the ledger; empty text when no reason is known by it. */
    public static String advice(String code) {
        return of(code).map(Reason::advice).orElse("");
    }

    /** The reason that a code stands for. */
    public static Optional<Reason> of(String code) {
        return Stream.of(values()).filter(reason -> reason.name().equals(code)).findFirst();
    }
}
