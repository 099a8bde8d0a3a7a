package io.lakemill.features.ingest;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.LakeTable;
import io.lakemill.features.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * Takes new files of sources into their ingested tables, each file exactly once.
 *
 * <p>Which files are new is told by the ledger of all files ever taken, by path: a file that arrives late with an old
 * modification time is new, too. Rows that do not parse or break a rule go to the quarantine table, with their text,
 * their file and the reasons. All files are read and checked before anything is written, so that an error leaves the lake
 * as it was; then the batch is put down in the ledger, and its rows are written under its number. A run that was killed
 * in between is completed by the next one, with the same files.
 */
public final class Ingestion {
    private final SparkSession spark;
    private final FileLedger ledger;
    private final Function<String, LakeTable> ingested;
    private final Function<String, LakeTable> quarantine;
    private final Landing landing;

    /**
     * @param files the table of all files ever ingested
     * @param ingested the table of a source's good rows, by the source's name
     * @param quarantine the table of a source's bad rows, by the source's name
     */
    public Ingestion(
            SparkSession spark,
            LakeTable files,
            Function<String, LakeTable> ingested,
            Function<String, LakeTable> quarantine) {
        this.spark = spark;
        this.ledger = new FileLedger(files);
        this.ingested = ingested;
        this.quarantine = quarantine;
        this.landing = new Landing(spark.sessionState().newHadoopConf());
    }

    /** What the next run would read of a source: how many files, and how many bytes. */
    public record Waiting(String source, int files, long bytes) {}

    /** Looks for new files without reading them. */
    public Waiting waiting(Source source) {
        List<LandedFile> files = arrivals(source).files();
        return new Waiting(
                source.name(),
                files.size(),
                files.stream().mapToLong(LandedFile::size).sum());
    }

    /**
     * Ingests what is new.
     *
     * @param progress told the name of each source before it is read
     */
    public List<Ingested> run(Collection<Source> sources, Consumer<String> progress) {
        List<SourceBatch> batches = new ArrayList<>();
        try {
            Map<String, List<LandedFile>> unplanned = new LinkedHashMap<>();
            for (Source source : sources) {
                progress.accept(source.name());
                SourceBatch batch = read(source);
                batches.add(batch);
                if (!batch.files().isEmpty() && batch.number() < 0) {
                    unplanned.put(source.name(), batch.files());
                }
            }
            long number = unplanned.isEmpty() ? -1 : ledger.plan(unplanned);
            List<Ingested> results = new ArrayList<>();
            for (SourceBatch batch : batches) {
                results.add(batch.write(number, ingested, quarantine));
            }
            return results;
        } finally {
            batches.forEach(SourceBatch::release);
        }
    }

    /** Reads and checks; a file that changed while it was read is left for the next run. */
    private SourceBatch read(Source source) {
        Arrivals arrivals = arrivals(source);
        List<String> notices = new ArrayList<>(arrivals.notices());
        List<LandedFile> files = arrivals.files();
        while (true) {
            SourceBatch batch = SourceBatch.read(spark, source, files, arrivals.from(), arrivals.batch(), notices);
            List<LandedFile> steady = new ArrayList<>(files);
            if (source.format() != Source.Format.DELTA) {
                steady.removeIf(file -> !landing.again(file).equals(file));
            }
            if (steady.size() == files.size()) {
                return batch;
            }
            batch.release();
            files.stream()
                    .filter(file -> !steady.contains(file))
                    .forEach(file -> notices.add(file.path() + " is still growing: left for the next run"));
            files = steady;
        }
    }

    /**
     * The files to take now.
     *
     * @param batch the number they were planned under by a run that did not end, or -1
     * @param from for a Delta source, the version ingested before; -1 for none
     */
    private record Arrivals(List<LandedFile> files, long batch, long from, List<String> notices) {}

    private Arrivals arrivals(Source source) {
        Map<String, FileLedger.Entry> known = new LinkedHashMap<>(ledger.entries(source.name()));
        List<LandedFile> now = source.format() == Source.Format.DELTA
                ? List.of(new DeltaIncrement(spark, source).newest())
                : landing.files(source);
        if (now.isEmpty() && known.isEmpty()) {
            throw new FeaturesException("Cannot ingest " + source.name() + ": no file matches " + source.files()
                    + ". Put files there, or correct sources." + source.name() + ".files.");
        }
        long unfinished = unfinished(source, known);
        List<LandedFile> planned = known.values().stream()
                .filter(entry -> entry.batch() == unfinished)
                .map(FileLedger.Entry::file)
                .toList();
        known.values().removeIf(entry -> entry.batch() == unfinished);
        long from = known.values().stream()
                .filter(entry -> source.format() == Source.Format.DELTA)
                .mapToLong(entry -> DeltaIncrement.version(entry.file()))
                .max()
                .orElse(-1);
        if (unfinished >= 0 && (source.format() == Source.Format.DELTA || now.containsAll(planned))) {
            return new Arrivals(planned, unfinished, from, List.of());
        }
        if (unfinished >= 0) {
            SourceBatch.forget(quarantine.apply(source.name()), unfinished);
        }
        List<LandedFile> fresh = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        for (LandedFile file : now) {
            FileLedger.Entry entry = known.get(file.path());
            if (entry == null) {
                fresh.add(file);
            } else if (!entry.file().equals(file)) {
                notices.add(file.path() + " was rewritten after it was ingested ("
                        + entry.file().size()
                        + " bytes then, " + file.size() + " now): its rows were not read again."
                        + " Give new rows a file of their own");
            }
        }
        return new Arrivals(fresh, -1, from, notices);
    }

    /** The batch that was planned for the source but not written to its end; -1 when there is none. */
    private long unfinished(Source source, Map<String, FileLedger.Entry> known) {
        long planned =
                known.values().stream().mapToLong(FileLedger.Entry::batch).max().orElse(-1);
        LakeTable table = ingested.apply(source.name());
        long written = planned < 0 || !table.exists()
                ? -1
                : table.lastFacts().map(facts -> facts.get("batch").asLong()).orElse(-1L);
        return planned > written ? planned : -1;
    }
}
