package routes.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A document of this project as its reader sees it: blocks of commands, of what they print and of files, each under its heading. */
public final class Document {

    /** What is typed into a shell begins with one of these. */
    private static final String PROGRAMS =
            "java|mvn|docker|curl|aws|redis-cli|ssh|promtool|git|mkdir|cp|cat|echo|export|unset|tar|s3-migration|[A-Z_]+=[^`\\s]+ mvn|(target/|\\./)?[^`\\s]*bin/[^`\\s]+";

    private static final Pattern COMMAND = Pattern.compile("(" + PROGRAMS + ")( .*|$)");
    private static final Pattern THIS_PROGRAM =
            Pattern.compile("(?:java -jar \\S+\\.jar|(?:\\S*/)?s3-migration)((?: .*)?)");

    private static final Pattern INLINE = Pattern.compile("(?s)`((?:" + PROGRAMS + ") [^`]*)`");
    private static final String PROMPT = "$ ";
    private static final String FENCE = "```";

    /**
     * A line that is typed, continued lines joined.
     *
     * @param output what the document shows of what it prints; empty when nothing
     */
    public record Command(String line, List<String> output) {}

    /**
     * Lines between two fences.
     *
     * @param name the document, the heading and, beginning with the second one under a heading, which
     */
    public record Block(String name, List<String> lines) {

        /** What is typed into a shell; empty when the block shows a file, or what is printed without saying by what. */
        public List<Command> commands() {
            boolean transcript = lines.stream().anyMatch(line -> line.startsWith(PROMPT));
            if (!transcript && !COMMAND.matcher(lines.get(0)).matches()) {
                return List.of();
            }
            List<Command> commands = new ArrayList<>();
            boolean continued = false;
            for (String line : lines) {
                if (continued) {
                    Command last = commands.remove(commands.size() - 1);
                    commands.add(new Command(last.line().replaceFirst("\\\\$", "") + line.strip(), last.output()));
                } else if (!transcript || line.startsWith(PROMPT)) {
                    commands.add(new Command(transcript ? line.substring(PROMPT.length()) : line, new ArrayList<>()));
                } else {
                    commands.get(commands.size() - 1).output().add(line);
                    continue;
                }
                continued = line.endsWith("\\");
            }
            return commands;
        }
    }

    private Document() {}

    /** What this program is given, however a line calls it; empty when the line calls another. */
    public static Optional<String[]> arguments(String line) {
        Matcher call = THIS_PROGRAM.matcher(line);
        return call.matches()
                ? Optional.of(Pattern.compile(" +")
                        .splitAsStream(call.group(1))
                        .filter(word -> !word.isEmpty())
                        .toArray(String[]::new))
                : Optional.empty();
    }

    /** Its blocks, in order. */
    public static List<Block> blocks(String document) {
        List<Block> blocks = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        String heading = "";
        List<String> lines = null;
        for (String line : text(document).lines().toList()) {
            if (lines != null && line.startsWith(FENCE)) {
                int count = counts.merge(heading, 1, Integer::sum);
                blocks.add(new Block(document + "#" + heading + (count == 1 ? "" : "[" + count + "]"), lines));
                lines = null;
            } else if (lines != null) {
                lines.add(line);
            } else if (line.startsWith(FENCE)) {
                lines = new ArrayList<>();
            } else if (line.startsWith("#")) {
                heading = line.replaceFirst("^#+ ", "");
            }
        }
        return blocks;
    }

    /** What it has its reader type, in the middle of a sentence. */
    public static Set<String> inlineCommands(String document) {
        String sentences = text(document).replaceAll("(?ms)^```.*?^```$", "");
        Set<String> commands = new TreeSet<>();
        INLINE.matcher(sentences)
                .results()
                .forEach(match -> commands.add(match.group(1).replaceAll("\\s+", " ")));
        return commands;
    }

    public static String text(String document) {
        try {
            return Files.readString(Path.of(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
