package io.lakemill.models.registry;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * The lake's tables of model versions, and of where every alias has ever pointed and why.
 *
 * <p>Both are logs that are only appended to, since an append is the cheapest commit and never loses to another one: tags
 * that are added to a version are a further row of it. The tables are small, and are read whole.
 */
final class LakeModels {
    private static final String VERSION_COLUMNS = "model STRING, version INT, run STRING, created TIMESTAMP,"
            + " location STRING, tags MAP<STRING, STRING>, changed_at TIMESTAMP";
    private static final String ALIAS_COLUMNS =
            "model STRING, alias STRING, version INT, reason STRING, changed_at TIMESTAMP";

    private final String folder;
    private final LakeFiles files;
    private final LakeTable versions;
    private final LakeTable aliases;

    LakeModels(SparkSession spark, String folder) {
        this.folder = folder;
        files = LakeFiles.of(spark);
        versions = new LakeTable(spark, folder + "/versions", VERSION_COLUMNS);
        aliases = new LakeTable(spark, folder + "/aliases", ALIAS_COLUMNS);
    }

    /**
     * Tries one number after the other until the row that carries it is this run's own. A number that another writer has
     * taken in the meantime is not written again.
     */
    ModelVersion add(String model, String run, String directory) {
        for (int tried = 0; ; ) {
            List<ModelVersion> known = versions(model);
            Optional<ModelVersion> own =
                    known.stream().filter(one -> one.run().equals(run)).findFirst();
            if (own.isPresent()) {
                return own.get();
            }
            int newest = known.isEmpty() ? 0 : number(known.get(0));
            tried = Math.max(newest, tried) + 1;
            Timestamp now = Timestamp.from(Instant.now());
            Row row = RowFactory.create(model, tried, run, now, stored(directory), Map.of(), now);
            versions.appendOnce(row, "version of " + model, tried);
        }
    }

    List<String> models() {
        return versions.rows().select("model").collectAsList().stream()
                .map(row -> row.getString(0))
                .distinct()
                .sorted()
                .toList();
    }

    /** Newest first. */
    List<ModelVersion> versions(String model) {
        Map<Integer, List<Row>> rows = newestLast(versions, model).stream()
                .collect(Collectors.groupingBy(LakeModels::number, TreeMap::new, Collectors.toList()));
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<Integer, List<String>> names = aliases(model);
        return rows.entrySet().stream()
                .map(one -> version(one.getValue(), names.getOrDefault(one.getKey(), List.of())))
                .sorted(Comparator.comparing((ModelVersion one) -> number(one)).reversed())
                .toList();
    }

    private Map<Integer, List<String>> aliases(String model) {
        Map<String, Integer> current = new HashMap<>();
        newestLast(aliases, model).forEach(row -> current.put(row.getAs("alias"), number(row)));
        return current.keySet().stream().collect(Collectors.groupingBy(current::get));
    }

    void alias(String model, String alias, String version, String reason) {
        Timestamp now = Timestamp.from(Instant.now());
        aliases.append(RowFactory.create(model, alias, Integer.valueOf(version), reason, now));
    }

    void tag(ModelVersion version, Map<String, String> tags) {
        versions.append(RowFactory.create(
                version.model(),
                number(version),
                version.run(),
                Timestamp.from(version.created()),
                stored(version.location()),
                tags,
                Timestamp.from(Instant.now())));
    }

    private static List<Row> newestLast(LakeTable table, String model) {
        return table.rows().collectAsList().stream()
                .filter(row -> row.<String>getAs("model").equals(model))
                .sorted(Comparator.comparing(row -> row.<Timestamp>getAs("changed_at")))
                .toList();
    }

    private ModelVersion version(List<Row> newestLast, List<String> aliases) {
        Row row = newestLast.get(0);
        Map<String, String> tags = new HashMap<>();
        newestLast.forEach(one -> tags.putAll(one.getJavaMap(one.fieldIndex("tags"))));
        return new ModelVersion(
                row.getAs("model"),
                number(row).toString(),
                row.getAs("run"),
                row.<Timestamp>getAs("created").toInstant(),
                location(row.getAs("location")),
                tags,
                aliases);
    }

    /** Relative to the registry where it is below it, so that a lake can be moved or mounted elsewhere. */
    private String stored(String directory) {
        return directory.startsWith(folder + "/")
                ? directory.substring(folder.length() + 1)
                : files.qualified(new Path(directory)).toString();
    }

    private String location(String stored) {
        return new Path(stored).isUriPathAbsolute() ? stored : folder + "/" + stored;
    }

    private static Integer number(Row row) {
        return row.getAs("version");
    }

    private static Integer number(ModelVersion version) {
        return Integer.valueOf(version.version());
    }
}
