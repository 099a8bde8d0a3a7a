package io.lakemill.jobs;

import io.lakemill.features.FeaturesException;
import io.lakemill.jobs.config.ConfigException;
import io.lakemill.jobs.config.Names;
import io.lakemill.models.ModelsException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/**
 * The command line, the same under {@code spark-submit} and on a laptop.
 *
 * <p>Exit codes: 0 done; 2 the user must change something; 3 a gate was not met; 1 a fault of ours. On a platform that
 * owns the Spark session the process is not ours to end, so there anything but 0 is an exception.
 */
public final class Main {
    /** What a command ends with. */
    static final int DONE = 0;

    static final int FAULT = 1;
    static final int REFUSED = 2;
    static final int GATE_NOT_MET = 3;

    private Main() {}

    /** Runs a command; see {@code --help}. */
    public static void main(String[] args) {
        boolean thePlatforms = Session.isThePlatforms();
        int code = run(System.out, System.err, args);
        if (code != DONE && thePlatforms) {
            throw new IllegalStateException("Lakemill ended with exit code " + code + "; the reason is printed above");
        }
        if (!thePlatforms) {
            System.exit(code);
        }
    }

    /** Runs a command and returns its exit code. */
    static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = new CommandLine(new Commands(out, err));
        line.setOut(new java.io.PrintWriter(out, true));
        line.setErr(new java.io.PrintWriter(err, true));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpLongOptionsMaxWidth(24);
        line.setParameterExceptionHandler((e, arguments) -> mistyped(e, err));
        line.setExecutionExceptionHandler((e, command, result) -> failed(e, err));
        return line.execute(args);
    }

    /** Says what is wrong with the command line, and where to read how it goes. */
    private static int mistyped(CommandLine.ParameterException e, PrintStream err) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !command.getSubcommands().isEmpty()) {
            String typed = unmatched.getUnmatched().get(0);
            err.println("Cannot run '" + typed + "': there is no such command."
                    + Names.hint(typed, command.getSubcommands().keySet()));
        } else {
            String message = e.getMessage();
            err.println("Cannot run " + name + ": " + Character.toLowerCase(message.charAt(0)) + message.substring(1)
                    + (message.endsWith(".") ? "" : "."));
        }
        err.println("See " + name + " --help.");
        return REFUSED;
    }

    /** Says what went wrong; what a user can mend without a stack trace. */
    private static int failed(Exception e, PrintStream err) {
        String message = messageForUser(e);
        if (message != null) {
            err.println(message);
        } else {
            e.printStackTrace(err);
            err.println("This is a fault of Lakemill's, or of what it runs on.");
        }
        String log = System.getProperty("lakemill.log");
        if (log != null && Files.exists(Path.of(log))) {
            err.println("Log: " + log);
        }
        return message != null ? REFUSED : FAULT;
    }

    /** What the user is told of an error that is the user's to mend; null for any other. Spark wraps what tasks throw. */
    static String messageForUser(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof JobException
                    || cause instanceof ConfigException
                    || cause instanceof FeaturesException
                    || cause instanceof ModelsException) {
                return cause.getMessage();
            }
        }
        return null;
    }

    /** {@code lakemill 0.1.0 (Spark 4.1.0, Delta 4.2.0, Java 17.0.15)}. */
    static String version() {
        Map<String, String> versions = Versions.all();
        return "lakemill " + versions.get("version") + " (Spark " + versions.get("spark") + ", Delta "
                + versions.get("delta") + ", Java " + Runtime.version().feature() + ")";
    }
}
