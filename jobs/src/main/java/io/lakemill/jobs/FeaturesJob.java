package io.lakemill.jobs;

import io.lakemill.features.FeatureTable;
import io.lakemill.features.tables.Built;
import io.lakemill.features.tables.FeatureTableBuild;
import io.lakemill.features.tables.FeatureTableBuild.Rebuild;
import io.lakemill.jobs.config.PipelineConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Brings all feature tables of a pipeline up to a time. */
final class FeaturesJob {
    private final PipelineConfig pipeline;
    private final Lake lake;
    private final Instant asOf;
    private final Rebuild rebuild;
    private final Console console;

    FeaturesJob(PipelineConfig pipeline, Lake lake, Instant asOf, Rebuild rebuild, Console console) {
        this.pipeline = pipeline;
        this.lake = lake;
        this.asOf = asOf;
        this.rebuild = rebuild;
        this.console = console;
    }

    /** What was done to each table, in the order of the configuration. */
    record Result(List<Built> tables) {}

    /** The build of one of the pipeline's feature tables. */
    static FeatureTableBuild build(PipelineConfig pipeline, Lake lake, FeatureTable table) {
        return new FeatureTableBuild(table, pipeline.sources(), lake.features(table.name()), lake::ingested);
    }

    Result run() {
        List<Built> done = new ArrayList<>();
        console.progress().begin("features", pipeline.featureTables().size());
        for (FeatureTable table : pipeline.featureTables().values()) {
            Stopwatch watch = new Stopwatch();
            console.progress().part(table.name());
            Built built = build(pipeline, lake, table).run(asOf, rebuild);
            console.step("features", table.name(), said(built), watch.elapsed(), built, built.notices());
            done.add(built);
        }
        console.progress().end();
        return new Result(done);
    }

    private static String said(Built built) {
        return built.from() == null
                ? "nothing new"
                : Console.count(built.rows(), "row") + ", " + Console.time(built.from()) + " to "
                        + Console.time(built.to());
    }
}
