package routes.cli;

import java.util.List;
import java.util.Map;
import routes.resync.RepairResult;
import routes.verify.Difference;

/**
 * The answer of {@link VerifyCommand}.
 *
 * @param differences by kind
 * @param unnamed legacy objects that no row names
 * @param unpaired rows whose object has none in the source to compare it with
 * @param unreadable objects whose key the listings do not say in full
 * @param repairs what became of missing and different objects; null unless they were to be repaired
 * @param examples the first of each kind
 * @param advice what to do about each kind that was found
 */
record VerifyAnswer(
        boolean clean,
        long rows,
        long targetObjects,
        long sourceObjects,
        long listRequests,
        Map<Difference.Kind, Long> differences,
        long unnamed,
        long unpaired,
        long unreadable,
        List<String> unreadableExamples,
        RepairResult repairs,
        Map<Difference.Kind, List<Difference>> examples,
        Map<Difference.Kind, String> advice) {}
