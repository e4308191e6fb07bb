package routes.embedded;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.stream.Stream;

/** The names in a sample: formats, each with one number to tell its names apart. */
public final class SampleNames {

    /** The format of a name that is {@linkplain #longKey made} another way. */
    static final String LONG = "long %d";

    private static final int LONG_BYTES = 1024 - SampleData.TARGET_PREFIX.length() + SampleData.SOURCE_PREFIX.length();
    private static final String LONG_SEGMENT = "\u00E9".repeat(75) + "/";

    /** Names with one number to tell them apart. */
    static final List<String> ODD = List.of(
            "my photo %d.jpg",
            "two  spaces %d.jpg",
            " space first %d.jpg",
            "plus+%d.jpg",
            "100%% of %d.jpg",
            "%%2F%d.jpg",
            "%%252F%d.jpg",
            "number #%d.jpg",
            "what? %d.jpg",
            "a&b=%d;c,d.jpg",
            "it's %d.jpg",
            "\"%d\".jpg",
            "`%d`.jpg",
            "back\\slash\\%d.jpg",
            "{%d}[x]<y>(z).jpg",
            "a:b@c*%d|d^e~!$.jpg",
            "under_score_%d.jpg",
            "\uD83D\uDE00 \uD83D\uDC69\u200D\uD83D\uDE80 %d.png",
            "\u4E2D\u6587 %d.png",
            "\u0627\u0644\u0639\u0631\u0628\u064A\u0629 %d.png",
            "non\u00A0breaking %d.png",
            "tab\t%d.txt",
            "line\n%d.txt",
            ".hidden%d",
            "no extension %d",
            "two..dots...%d.",
            "dot. /%d.jpg",
            LONG);

    /** Two names for one number, that some comparison or decoding takes for one; and, last, one name for two rows. */
    static final List<List<String>> PAIRS = List.of(
            List.of("Case%d.jpg", "case%d.JPG"),
            List.of(nfc("Zo\u00EB caf\u00E9 %d.jpg"), nfd("Zo\u00EB caf\u00E9 %d.jpg")),
            List.of("space last %d.jpg", "space last %d.jpg "),
            List.of("a b %d.jpg", "a+b %d.jpg"),
            List.of("half %d.jpg", "half%%20%d.jpg"),
            List.of("stra\u00DFe%d.jpg", "strasse%d.jpg"),
            List.of("left/face%d.jpg", "right/face%d.jpg"),
            List.of("shared%d.jpg", "shared%d.jpg"));

    static final List<List<String>> OUTSIDE = List.of(
            Stream.of("images/near%d.jpg", "images-old/near%d.jpg").toList(),
            Stream.of("avatar/done%d.jpg", null).toList(),
            Stream.of("", "image").toList());

    static final List<String> FOLDERS = List.of(
            "",
            "2019/",
            "2020/05/31/",
            "users/a/b/c/d/e/",
            "Summer Holidays/",
            "\u00C9t\u00E9/",
            "50%/",
            "r+d/",
            "\uD83C\uDF34/",
            "Users/");

    private SampleNames() {}

    /**
     * A file name that breaks programs.
     *
     * @param number tells it from others of its kind; which kind it is goes round with it
     */
    public static String oddName(long number) {
        return String.format(ODD.get((int) (number % ODD.size())), number);
    }

    /** A key so long that with the target prefix it has the 1,024 bytes S3 allows. */
    static String longKey(int index) {
        String start = SampleData.SOURCE_PREFIX + LONG_SEGMENT.repeat(5);
        String end = "-" + index + ".jpg";
        int left = LONG_BYTES - start.getBytes(StandardCharsets.UTF_8).length - end.length();
        return start + "x".repeat(left / 2) + "/" + "y".repeat(left - left / 2 - 1) + end;
    }

    private static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static String nfd(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD);
    }
}
