package io.lakemill.features.ingest;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.LakeTable;
import io.lakemill.features.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    public List<Waiting> waiting(Collection<Source> sources) {
        Map<String, FileLedger.Known> known = ledger.known();
        return sources.stream()
                .map(source -> {
                    List<LandedFile> files = arrivals(source, known).files();
                    long bytes = files.stream().mapToLong(LandedFile::size).sum();
                    return new Waiting(source.name(), files.size(), bytes);
                })
                .toList();
    }

    /**
     * Ingests what is new.
     *
     * @param progress told the name of each source before it is read
     */
    public List<Ingested> run(Collection<Source> sources, Consumer<String> progress) {
        Map<String, FileLedger.Known> known = ledger.known();
        List<SourceBatch> batches = new ArrayList<>();
        try {
            for (Source source : sources) {
                progress.accept(source.name());
                batches.add(read(source, known));
            }
            return write(batches);
        } finally {
            batches.forEach(SourceBatch::release);
        }
    }

    private List<Ingested> write(List<SourceBatch> batches) {
        Map<String, List<LandedFile>> unplanned = new LinkedHashMap<>();
        batches.stream()
                .filter(batch -> !batch.files().isEmpty() && batch.number() < 0)
                .forEach(batch -> unplanned.put(batch.source(), batch.files()));
        long number = unplanned.isEmpty() ? -1 : ledger.plan(unplanned);
        List<Ingested> results = new ArrayList<>();
        List<FileLedger.Written> written = new ArrayList<>();
        for (SourceBatch batch : batches) {
            results.add(batch.write(number, ingested, quarantine));
            if (!batch.files().isEmpty()) {
                written.add(new FileLedger.Written(batch.source(), batch.number() < 0 ? number : batch.number()));
            }
        }
        if (!written.isEmpty()) {
            ledger.finish(written);
        }
        return results;
    }

    /** Reads and checks; a file that changed while it was read is left for the next run. */
    private SourceBatch read(Source source, Map<String, FileLedger.Known> ledgers) {
        Arrivals arrivals = arrivals(source, ledgers);
        if (arrivals.abandoned() >= 0) {
            SourceBatch.forget(quarantine.apply(source.name()), arrivals.abandoned());
        }
        List<String> notices = new ArrayList<>(arrivals.notices());
        List<LandedFile> files = arrivals.files();
        long number = arrivals.batch();
        while (true) {
            SourceBatch batch = SourceBatch.read(spark, source, files, arrivals.from(), number, notices);
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
            number = -1;
        }
    }

    /**
     * The files to take now.
     *
     * @param batch the number they were planned under by a run that did not end, or -1
     * @param abandoned the number of a batch that was planned, but whose files have changed since; -1 for none
     * @param from for a Delta source, the version ingested before; -1 for none
     */
    private record Arrivals(List<LandedFile> files, long batch, long abandoned, long from, List<String> notices) {}

    private Arrivals arrivals(Source source, Map<String, FileLedger.Known> ledgers) {
        FileLedger.Known ledger = ledgers.getOrDefault(source.name(), new FileLedger.Known(Map.of(), Set.of()));
        Map<String, FileLedger.Entry> known = new LinkedHashMap<>(ledger.files());
        boolean delta = source.format() == Source.Format.DELTA;
        List<LandedFile> now = delta ? List.of(new DeltaIncrement(spark, source).newest()) : landing.files(source);
        if (now.isEmpty() && known.isEmpty()) {
            throw new FeaturesException("Cannot ingest " + source.name() + ": no file matches " + source.files()
                    + ". Put files there, or correct sources." + source.name() + ".files.");
        }
        long unfinished = ledger.newestUnfinished();
        List<LandedFile> planned = known.values().stream()
                .filter(entry -> entry.batch() == unfinished)
                .map(FileLedger.Entry::file)
                .toList();
        known.values().removeIf(entry -> ledger.unfinished().contains(entry.batch()));
        long from = known.values().stream()
                .filter(entry -> delta)
                .mapToLong(entry -> DeltaIncrement.version(entry.file()))
                .max()
                .orElse(-1);
        if (!planned.isEmpty() && (delta || now.containsAll(planned))) {
            return new Arrivals(planned, unfinished, -1, from, List.of());
        }
        List<String> notices = new ArrayList<>();
        List<LandedFile> fresh = now.stream()
                .filter(file -> isNew(file, known.get(file.path()), notices))
                .toList();
        return new Arrivals(fresh, -1, planned.isEmpty() ? -1 : unfinished, from, notices);
    }

    private static boolean isNew(LandedFile file, FileLedger.Entry entry, List<String> notices) {
        if (entry != null && !entry.file().equals(file)) {
            notices.add(file.path() + " was rewritten after it was ingested ("
                    + entry.file().size() + " bytes then, " + file.size() + " now): its rows were not read again."
                    + " Give new rows a file of their own");
        }
        return entry == null;
    }
}
