package routes.fault;

/** Why a row could not be migrated: the stable codes of the ledger, the reports and the metrics. */
public enum Reason {
    /** The object is not in the source bucket. */
    SOURCE_MISSING,
    /** The object was overwritten while it was copied in parts. */
    SOURCE_CHANGED,
    /** S3 refuses this object to the credentials that may read others. */
    ACCESS_DENIED,
    /** The key of KMS that encrypts the object, or is to encrypt its copy, cannot be used. */
    KMS_KEY_UNUSABLE,
    /** The object lies in an archive class and is not restored. */
    ARCHIVED,
    /** The new key is longer than S3's 1,024 bytes of UTF-8, or the old one is. */
    KEY_TOO_LONG,
    /** Another source key maps to the same new key. */
    KEY_COLLISION,
    /** Another object is at the new key already. */
    TARGET_EXISTS_DIFFERENT,
    /** The copy that S3 confirmed is not the same as its source. */
    VERIFY_FAILED,
    /** The path is not UTF-8, so that it can name no object. */
    INVALID_PATH,
    /** The new path does not fit the column. */
    PATH_TOO_LONG,
    /** S3 refuses to copy this object. */
    COPY_REJECTED,
    /** The database refuses the new path: a unique key, a check, a trigger. */
    APPLY_REJECTED,
    /** Consumers died on this row as often as a job may be delivered. */
    DEAD_LETTER
}
