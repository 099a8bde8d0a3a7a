package io.lakemill.features.ingest;

import static org.apache.spark.sql.functions.col;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.LakeTable;
import io.lakemill.features.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What was added to a Delta table between two of its versions, without needing its change data feed.
 *
 * <p>The difference is taken between the data files of the two versions. Files that were merely compacted cancel out, row
 * by row; rows that were changed or deleted are an error, for what was ingested from them would be wrong.
 */
final class DeltaIncrement {
    private final Source source;
    private final LakeTable table;

    DeltaIncrement(SparkSession spark, Source source) {
        this.source = source;
        this.table = new LakeTable(spark, source.files());
    }

    /** The table at its newest version, as the one file of this source; refuses a path that is no Delta table. */
    LandedFile newest() {
        if (!table.exists()) {
            throw new FeaturesException("Cannot ingest " + source.name() + ": " + source.files()
                    + " is no Delta table. Correct sources." + source.name() + ".files.");
        }
        return new LandedFile(source.files() + "@" + table.version(), 0, 0);
    }

    static long version(LandedFile file) {
        return Long.parseLong(file.path().substring(file.path().lastIndexOf('@') + 1));
    }

    /** The rows that version {@code to} has and version {@code from} has not; {@code from} below 0 is before the first. */
    Dataset<Row> between(long from, long to) {
        Dataset<Row> now = table.readAt(to);
        if (from < 0) {
            return now;
        }
        Dataset<Row> before = table.readAt(from);
        List<String> added = minus(now, before);
        List<String> removed = minus(before, now);
        Dataset<Row> rows = now.where(col("_metadata.file_path").isInCollection(added));
        if (removed.isEmpty()) {
            return rows;
        }
        Dataset<Row> old = before.where(col("_metadata.file_path").isInCollection(removed));
        if (!old.exceptAll(rows).isEmpty()) {
            throw new FeaturesException("Cannot ingest " + source.name() + ": rows of " + source.files()
                    + " were changed or deleted between version " + from + " and version " + to
                    + ", and what was ingested from them stays. Ingest from a table that is only appended to.");
        }
        return rows.exceptAll(old);
    }

    private static List<String> minus(Dataset<Row> left, Dataset<Row> right) {
        Set<String> others = Set.of(right.inputFiles());
        List<String> rest = new ArrayList<>(List.of(left.inputFiles()));
        rest.removeAll(others);
        return rest;
    }
}
