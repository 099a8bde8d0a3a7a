package io.lakemill.jobs;

import io.lakemill.features.tables.FeatureTableBuild.Rebuild;
import io.lakemill.jobs.config.Settings;
import io.lakemill.jobs.demo.DemoData;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be typed; each command reads its options, checks the configuration and only then starts Spark. */
@Command(
        name = "lakemill",
        description = "Trains and batch-scores models on Spark and Delta Lake.",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A first run:  lakemill demo",
            "Exit codes:   0 done, 2 you must change something, 3 a gate was not met, 1 a fault of Lakemill's"
        })
final class Commands implements Runnable {
    private final PrintStream out;
    private final PrintStream err;

    @Spec
    private CommandSpec spec;

    Commands(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Says which version this is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Main.version()};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }

    /** What every command on a pipeline takes. */
    static final class Common {
        @Parameters(index = "0", paramLabel = "CONF", description = "The pipeline's configuration file.")
        private Path conf;

        @Option(
                names = "--as-of",
                paramLabel = "TIME",
                description = "The time up to which features, labels and predictions may see: now, unless given;"
                        + " ISO 8601, such as 2015-04-01T06:00:00Z.")
        private String asOf;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a setting; may be given again.")
        private List<String> sets = List.of();

        @Option(names = "--env", paramLabel = "NAME", description = "Layers env/NAME.conf, beside CONF, over it.")
        private String env;

        @Option(
                names = "--output",
                paramLabel = "FORMAT",
                description = "text, or json: one JSON object a line.",
                defaultValue = "text")
        private Console.Output output;

        @Option(names = "--help", usageHelp = true, description = "Shows this.")
        private boolean help;

        Request request() {
            return new Request(Settings.load(conf, env, sets), Times.parse("--as-of", asOf), output);
        }
    }

    private int execute(String command, Common common, Execution.Work work) {
        return new Execution(command, common.request(), out, err).run(work);
    }

    @Command(name = "run", description = "Ingests, builds features, trains if there is no champion, and scores.")
    int runAll(@Mixin Common common) {
        return execute("run", common, run -> new RunJob(run).run());
    }

    @Command(name = "ingest", description = "Takes new files into the lake.")
    int ingest(@Mixin Common common) {
        return execute("ingest", common, run -> {
            run.ingest();
            return Main.DONE;
        });
    }

    @Command(name = "features", description = "Brings the feature tables up to --as-of.")
    int features(
            @Mixin Common common,
            @Option(names = "--rebuild", description = "Computes the tables anew and puts them in the old ones' place.")
                    boolean rebuild) {
        return execute("features", common, run -> {
            run.features(rebuild ? Rebuild.YES : Rebuild.NO);
            return Main.DONE;
        });
    }

    @Command(name = "train", description = "Trains a model, registers it and checks its gates; promotes nothing.")
    int train(@Mixin Common common) {
        return execute("train", common, run -> {
            run.train();
            return run.promotion().judgeNewest().gatesPassed() ? Main.DONE : Main.GATE_NOT_MET;
        });
    }

    @Command(
            name = "promote",
            description = "Makes the newest version champion if it passes its gates and beats the champion;"
                    + " with NAME and VERSION, makes that one champion.")
    int promote(
            @Mixin Common common,
            @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The model, as in: models.")
                    String name,
            @Parameters(
                            index = "2",
                            arity = "0..1",
                            paramLabel = "VERSION",
                            description = "The version, as in: models.")
                    String version) {
        if (name != null && version == null) {
            throw new ParameterException(
                    spec.subcommands().get("promote"),
                    "Name a version, too: lakemill promote CONF " + name + " VERSION.");
        }
        return execute("promote", common, run -> {
            if (version != null) {
                run.promotion().byHand(name, version);
                return Main.DONE;
            }
            return run.promote().gatesPassed() ? Main.DONE : Main.GATE_NOT_MET;
        });
    }

    @Command(name = "score", description = "Scores with the champion what has not been scored yet.")
    int score(
            @Mixin Common common,
            @Option(
                            names = "--backfill",
                            paramLabel = "FROM..TO",
                            description = "Scores this interval, whether it has been scored or not.")
                    String backfill) {
        ScoreJob.Interval interval = Times.interval("--backfill", backfill);
        return execute("score", common, run -> {
            run.score(interval);
            return Main.DONE;
        });
    }

    @Command(name = "plan", description = "Says what run would do and read, without doing it.")
    int plan(@Mixin Common common) {
        return execute("plan", common, run -> new PlanJob(run).run());
    }

    @Command(name = "models", description = "Lists the versions of the pipeline's model.")
    int models(@Mixin Common common) {
        return execute("models", common, run -> new Listings(run).models());
    }

    @Command(name = "runs", description = "Lists what was run for the pipeline, newest first.")
    int runs(@Mixin Common common) {
        return execute("runs", common, run -> new Listings(run).runs());
    }

    @Command(name = "tables", description = "Lists the tables of the lake.")
    int tables(@Mixin Common common) {
        return execute("tables", common, run -> new Listings(run).tables());
    }

    @Command(
            name = "demo",
            description = "Makes machine data under data/landing and runs conf/predictive-maintenance.conf on it.")
    int demo(
            @Option(
                            names = "--output",
                            paramLabel = "FORMAT",
                            description = "text, or json: one JSON object a line.",
                            defaultValue = "text")
                    Console.Output output,
            @Option(names = "--help", usageHelp = true, description = "Shows this.") boolean help) {
        Path home = Path.of(System.getProperty("lakemill.home", "."));
        Path conf = home.resolve("conf/predictive-maintenance.conf");
        Settings settings = Settings.load(conf, null, List.of());
        Request request = new Request(settings, DemoData.END, output);
        return new Execution("demo", request, out, err).run(run -> new DemoJob(run, conf).run());
    }

    /**
     * What a command was asked for.
     *
     * @param settings the configuration
     * @param asOf up to when anything may see
     * @param output how results are printed
     */
    record Request(Settings settings, Instant asOf, Console.Output output) {}
}
