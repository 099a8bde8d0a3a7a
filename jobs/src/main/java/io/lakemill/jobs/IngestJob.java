package io.lakemill.jobs;

import io.lakemill.features.Source;
import io.lakemill.features.ingest.Ingested;
import io.lakemill.features.ingest.Ingestion;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Takes new files of all sources into the lake. */
final class IngestJob {
    private final Ingestion ingestion;
    private final Collection<Source> sources;
    private final Console console;

    IngestJob(SparkSession spark, Lake lake, Collection<Source> sources, Console console) {
        this.ingestion = new Ingestion(spark, lake.files(), lake::ingested, lake::quarantine);
        this.sources = sources;
        this.console = console;
    }

    /** What was taken from each source, in the order of the configuration. */
    record Result(List<Ingested> sources) {}

    Result run() {
        Stopwatch watch = new Stopwatch();
        console.progress().begin("ingest", sources.size());
        Result result = new Result(ingestion.run(sources, console.progress()::part));
        console.progress().end();
        Duration took = watch.elapsed();
        for (int i = 0; i < result.sources().size(); i++) {
            Ingested source = result.sources().get(i);
            Duration shown = i == result.sources().size() - 1 ? took : null;
            console.step("ingest", source.source(), said(source), shown, source, source.notices());
            source.broken()
                    .forEach((rule, rows) -> console.say(
                            "          ! " + Console.count(rows, "row") + " broke the rule '" + rule + "'"));
        }
        return result;
    }

    private static String said(Ingested source) {
        if (source.files() == 0) {
            return "nothing new";
        }
        String from = " from " + Console.count(source.files(), "file");
        return source.quarantined() == 0
                ? Console.count(source.read(), "row") + from
                : Console.count(source.read(), "row") + from + ": " + Console.count(source.kept()) + " kept, "
                        + Console.count(source.quarantined()) + " quarantined";
    }
}
