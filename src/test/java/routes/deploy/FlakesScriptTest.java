package routes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** .ci/flakes, with reports as surefire 3.5 writes them. */
class FlakesScriptTest {

    private static final String REPORT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="a.OddTest" time="1.2" tests="5" errors="0" skipped="0" failures="1" flakes="2">
              <properties>
                <property name="surefire.rerunFailingTestsCount" value="1"/>
              </properties>
              <testcase name="should_always_fail" classname="a.OddTest" time="0.159">
                <failure message="always" type="org.opentest4j.AssertionFailedError"><![CDATA[trace]]></failure>
                <rerunFailure message="always" type="org.opentest4j.AssertionFailedError">
                  <stackTrace><![CDATA[trace]]></stackTrace>
                </rerunFailure>
              </testcase>
              <testcase name="should_always_pass" classname="a.OddTest" time="0.036"/>
              <testcase name="should_take(String)[2]" classname="a.OddTest" time="0.026">
                <flakyError type="java.lang.IllegalStateException">
                  <stackTrace><![CDATA[trace]]></stackTrace>
                </flakyError>
              </testcase>
              <testcase name="should_say" classname="a.OddTest" time="0.001">
                <flakyFailure message="&#10;Expecting &lt;&quot;x&quot;&gt; &amp;&#10;second" type="java.lang.AssertionError">
                  <stackTrace><![CDATA[trace]]></stackTrace>
                </flakyFailure>
                <flakyFailure message="the second time" type="java.lang.AssertionError">
                </flakyFailure>
              </testcase>
            </testsuite>
            """;

    @TempDir
    private Path folder;

    private static List<String> flakes(Path... reports) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(".ci/flakes"));
        List.of(reports).forEach(report -> command.add(report.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    @Test
    void should_name_class_method_and_first_line_when_a_test_passed_at_its_second_try() throws Exception {
        Path report = Files.writeString(folder.resolve("TEST-a.OddTest.xml"), REPORT);
        Path sound = Files.writeString(
                folder.resolve("TEST-a.SoundTest.xml"),
                "<testsuite>\n  <testcase name=\"should\" classname=\"a.SoundTest\" time=\"0\"/>\n</testsuite>\n");

        assertThat(flakes(sound, report))
                .containsExactly(
                        "a.OddTest.should_take(String)[2]: java.lang.IllegalStateException",
                        "a.OddTest.should_say: Expecting <\"x\"> &");
    }

    @Test
    void should_say_nothing_when_there_is_no_report() throws Exception {
        assertThat(flakes()).isEmpty();
    }
}
