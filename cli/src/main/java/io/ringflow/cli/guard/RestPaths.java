package io.ringflow.cli.guard;

import java.util.regex.Pattern;

/**
 * The paths of Flink's REST server that may be requested. Paths are matched as received; those with
 * escapes, parameters, empty or dot segments never match, so Flink can't interpret them
 * differently.
 */
final class RestPaths {

    private static final String VERSION = "(/v1)?";
    private static final String ID = "[0-9a-f]{32}";
    private static final String NAME = "(?!\\.{1,2}(/|$))[A-Za-z0-9._:~@-]+";

    /** The web UI's files. */
    private static final Pattern FILE =
            Pattern.compile(
                    "/|/"
                            + NAME
                            + "\\.(html|js|css|txt|ico)|/assets(/"
                            + NAME
                            + ")*/"
                            + NAME
                            + "\\.(js|css|ico|png|svg|ttf|json|xml)");

    /** What web UI, {@code submit} and query server read; no logs, stacks, profiles or settings. */
    private static final Pattern READING =
            anyOf(
                    "/(config|overview)",
                    "/jobs(/overview|/metrics)?",
                    "/jobs/ID(/(status|config|plan|exceptions|accumulators|metrics))?",
                    "/jobs/ID/(execution-result|resource-requirements)",
                    "/jobs/ID/rescales/(config|history|overview|summary|details/NAME)",
                    "/jobs/ID/checkpoints(/config|/details/[0-9]+(/subtasks/ID)?)?",
                    "/jobs/ID/(savepoints|checkpoints)/ID",
                    "/jobs/ID/vertices/ID(/(metrics|watermarks|accumulators|backpressure))?",
                    "/jobs/ID/vertices/ID/(subtasktimes|taskmanagers|jm-operator-metrics)",
                    "/jobs/ID/vertices/ID/subtasks/(metrics|accumulators)",
                    "/jobs/ID/vertices/ID/subtasks/[0-9]+(/metrics|/attempts/[0-9]+)?",
                    "/jobs/ID/vertices/ID/subtasks/[0-9]+/attempts/[0-9]+/accumulators",
                    "/jobs/ID/(jobmanager|taskmanagers/NAME)/log-url",
                    "/applications/(overview|ID(/exceptions)?)",
                    "/savepoint-disposal/ID",
                    "/jobmanager/metrics",
                    "/taskmanagers(/metrics|/NAME(/metrics)?)?");

    /** What {@code submit} and Flink's own client send to start and stop jobs. */
    private static final Pattern POSTING =
            anyOf(
                    "/jobs",
                    "/jobs/ID/(stop|savepoints|checkpoints)",
                    "/applications/ID/cancel",
                    "/savepoint-disposal");

    private static final Pattern PATCHING = anyOf("/jobs/ID(/clientHeartbeat)?");

    private RestPaths() {}

    private static Pattern anyOf(String... paths) {
        String all = String.join("|", paths);
        return Pattern.compile(VERSION + "(" + all.replace("NAME", NAME).replace("ID", ID) + ")");
    }

    /** Returns true for a request that only reads, and reads what is public. */
    static boolean reads(String method, String path) {
        return (method.equals("GET") || method.equals("HEAD"))
                && (READING.matcher(path).matches() || FILE.matcher(path).matches());
    }

    /** Returns true for a request that starts or stops a job. */
    static boolean changes(String method, String path) {
        return switch (method) {
            case "POST" -> POSTING.matcher(path).matches();
            case "PATCH" -> PATCHING.matcher(path).matches();
            default -> false;
        };
    }
}
