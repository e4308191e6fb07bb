package routes.ledger;

import java.time.Instant;

/**
 * What a copy was made of, and what it became, as far as S3 has said: by it a later look finds out whether either object has changed since.
 *
 * @param targetTag ETag that the copy got, without quotes; null when it is not known
 * @param copiedAt when, by S3's clock; null when it is not known
 * @param sourceTag ETag of the source as it was copied, without quotes; null when S3 was not asked: the answer to a copy does not say it
 * @param sourceModified last-modified of the source as it was copied; null when S3 was not asked
 * @param sourceVersion version of the source as it was copied; null where its bucket keeps none
 */
public record CopyRecord(
        String targetTag, Instant copiedAt, String sourceTag, Instant sourceModified, String sourceVersion) {

    /** Of a copy of which nothing is known but that it was made. */
    public static final CopyRecord NONE = new CopyRecord(null, null, null, null, null);

    /** An ETag without its quotes; null for none, and for one that the ledger has no room for. */
    public static String bare(String tag) {
        if (tag == null) {
            return null;
        }
        String bare = tag.replace("\"", "");
        return bare.isBlank() || bare.length() > Ledger.TAG_CHARACTERS ? null : bare;
    }
}
