package routes.template;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import routes.pace.RateRefusal;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** A CopyObject as the SDK has sent it, of which others are made that differ in the keys. */
final class CopyTemplate {

    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    /** Signature version 4 in a header, with the day, the region and the service that it is for. */
    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");

    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");
    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=[^,]*/\\d{8}/([^/,]+)/([^/,]+)/aws4_request,.*");

    private static final String COPY_SOURCE = "x-amz-copy-source";
    private static final String SOURCE_VERSION = "x-amz-copy-source-version-id";
    private static final String CONTENT_HASH = "x-amz-content-sha256";

    /** What belongs to one request; the signer adds its own again. */
    private static final List<String> OF_ONE_REQUEST = List.of(
            "Authorization",
            "Host",
            "X-Amz-Date",
            "X-Amz-Security-Token",
            CONTENT_HASH,
            COPY_SOURCE,
            "amz-sdk-invocation-id",
            "amz-sdk-request");

    private static final XMLInputFactory XML = XMLInputFactory.newInstance();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private final SdkHttpRequest request;
    private final String pathStart;
    private final String sourceStart;
    private final String region;
    private final String service;
    private final boolean payloadSigned;

    private CopyTemplate(
            SdkHttpRequest request,
            String pathStart,
            String sourceStart,
            String region,
            String service,
            boolean payloadSigned) {
        this.request = request;
        this.pathStart = pathStart;
        this.sourceStart = sourceStart;
        this.region = region;
        this.service = service;
        this.payloadSigned = payloadSigned;
    }

    /** Whether a copy is one that can be like others: by buckets and keys, with nothing said for this request alone. */
    static boolean isOrdinary(CopyObjectRequest copy) {
        return isOrdinary(copy.sourceKey())
                && isOrdinary(copy.destinationKey())
                && copy.ifMatch() == null
                && copy.copySourceIfMatch() == null
                && copy.overrideConfiguration().isEmpty();
    }

    private static boolean isOrdinary(String key) {
        return key != null && !key.isEmpty() && key.charAt(0) != '/';
    }

    /** What copies have in common that differ in the keys. */
    static CopyObjectRequest kind(CopyObjectRequest copy) {
        return copy.toBuilder().sourceKey("").destinationKey("").build();
    }

    /**
     * Makes an example of a copy.
     *
     * @param sent what the SDK made of it
     * @return empty when the request is not understood, such as one that is signed in another way
     */
    static Optional<CopyTemplate> of(CopyObjectRequest copy, SdkHttpRequest sent) {
        if (sent == null || sent.method() != SdkHttpMethod.PUT || sent.numRawQueryParameters() > 0) {
            return Optional.empty();
        }
        Optional<String> pathStart = start(sent.encodedPath(), copy.destinationKey());
        Optional<String> sourceStart =
                sent.firstMatchingHeader(COPY_SOURCE).flatMap(source -> start(source, copy.sourceKey()));
        Matcher authorization =
                AUTHORIZATION.matcher(sent.firstMatchingHeader("Authorization").orElse(""));
        if (pathStart.isEmpty() || sourceStart.isEmpty() || !authorization.matches()) {
            return Optional.empty();
        }
        SdkHttpRequest.Builder common = sent.toBuilder();
        OF_ONE_REQUEST.forEach(common::removeHeader);
        boolean unsigned = sent.firstMatchingHeader(CONTENT_HASH)
                .filter("UNSIGNED-PAYLOAD"::equals)
                .isPresent();
        return Optional.of(new CopyTemplate(
                common.build(),
                pathStart.get(),
                sourceStart.get(),
                authorization.group(1),
                authorization.group(2),
                !unsigned));
    }

    /** What comes before a key; empty when the text does not end with a slash and the key. */
    private static Optional<String> start(String text, String key) {
        String end = SdkHttpUtils.urlEncodeIgnoreSlashes(key);
        String start = text.substring(0, Math.max(0, text.length() - end.length()));
        return start.endsWith("/") && text.endsWith(end) ? Optional.of(start) : Optional.empty();
    }

    /** The request for another copy, signed. */
    SdkHttpRequest request(CopyObjectRequest copy, AwsCredentials credentials) {
        SdkHttpRequest other = request.toBuilder()
                .encodedPath(pathStart + SdkHttpUtils.urlEncodeIgnoreSlashes(copy.destinationKey()))
                .putHeader(COPY_SOURCE, sourceStart + SdkHttpUtils.urlEncodeIgnoreSlashes(copy.sourceKey()))
                .build();
        // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html: S3 takes the path as it is
        return SIGNER.sign(signing -> signing.identity(credentials)
                        .request(other)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, payloadSigned))
                .request();
    }

    /**
     * What S3 answered.
     *
     * @return empty when it is not that the object is copied: S3 may begin an answer with status 200 and end it with an error
     */
    static Optional<CopyObjectResponse> response(SdkHttpResponse answer, byte[] body) {
        return answer.statusCode() == 200
                ? result(body).map(result -> (CopyObjectResponse) CopyObjectResponse.builder()
                        .copyObjectResult(result)
                        .copySourceVersionId(
                                answer.firstMatchingHeader(SOURCE_VERSION).orElse(null))
                        .sdkHttpResponse(answer)
                        .build())
                : Optional.empty();
    }

    /** Whether an answer, whatever its status, asks for fewer requests. */
    static boolean isRefusal(int status, byte[] body) {
        if (status == 200 && !startsLikeAnError(body)) {
            return false;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return RateRefusal.is(status == 200 ? 500 : status, element(CODE, text), element(MESSAGE, text));
    }

    private static boolean startsLikeAnError(byte[] body) {
        return new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).contains("<Error");
    }

    private static String element(Pattern element, String text) {
        Matcher found = element.matcher(text);
        return found.find() ? found.group(1) : "";
    }

    private static Optional<CopyObjectResult> result(byte[] body) {
        Optional<CopyObjectResult> plain = PlainResult.of(body);
        return plain.isPresent() ? plain : parsed(body);
    }

    private static Optional<CopyObjectResult> parsed(byte[] body) {
        try {
            XMLStreamReader xml = XML.createXMLStreamReader(new ByteArrayInputStream(body));
            xml.nextTag();
            if (!xml.getLocalName().equals("CopyObjectResult")) {
                return Optional.empty();
            }
            String eTag = null;
            Instant modified = null;
            while (xml.nextTag() == XMLStreamReader.START_ELEMENT) {
                String name = xml.getLocalName();
                String text = xml.getElementText();
                switch (name) {
                    case "ETag" -> eTag = text;
                    case "LastModified" -> modified = AnswerTime.parse(text);
                    default -> {
                        // checksums, which nobody asks for
                    }
                }
            }
            xml.close();
            return eTag == null
                    ? Optional.empty()
                    : Optional.of(CopyObjectResult.builder()
                            .eTag(eTag)
                            .lastModified(modified)
                            .build());
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }
}
