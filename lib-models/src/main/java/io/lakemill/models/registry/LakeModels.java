package io.lakemill.models.registry;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_concat;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** The lake's tables of model versions, and of where every alias has ever pointed and why. */
final class LakeModels {
    private static final String VERSION_COLUMNS =
            "model STRING, version INT, run STRING, created TIMESTAMP," + " location STRING, tags MAP<STRING, STRING>";
    private static final String ALIAS_COLUMNS =
            "model STRING, alias STRING, version INT, reason STRING, changed_at TIMESTAMP";

    private final LakeTable versions;
    private final LakeTable aliases;

    LakeModels(SparkSession spark, String folder) {
        versions = new LakeTable(spark, folder + "/versions", VERSION_COLUMNS);
        aliases = new LakeTable(spark, folder + "/aliases", ALIAS_COLUMNS);
    }

    /** Tries the number after the newest until the row that carries it is this run's own. */
    ModelVersion add(String model, String run, String location) {
        while (true) {
            List<ModelVersion> known = versions(model);
            Optional<ModelVersion> own =
                    known.stream().filter(one -> one.run().equals(run)).findFirst();
            if (own.isPresent()) {
                return own.get();
            }
            int next = known.isEmpty() ? 1 : Integer.parseInt(known.get(0).version()) + 1;
            insert(RowFactory.create(model, next, run, Timestamp.from(Instant.now()), location, Map.of()));
        }
    }

    /** Inserts unless another writer has taken the number or registered the run. */
    private void insert(Row row) {
        LakeTable.retrying(() -> {
            versions.delta()
                    .as("old")
                    .merge(
                            versions.frame(List.of(row)).as("new"),
                            "old.model = new.model AND (old.version = new.version OR old.run = new.run)")
                    .whenNotMatched()
                    .insertAll()
                    .execute();
            return null;
        });
    }

    List<String> models() {
        return versions.rows().select("model").distinct().as(Encoders.STRING()).collectAsList().stream()
                .sorted()
                .toList();
    }

    List<ModelVersion> versions(String model) {
        List<Row> rows = versions.rows()
                .where(col("model").equalTo(model))
                .orderBy(col("version").desc())
                .collectAsList();
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<Integer, List<String>> names = aliases(model);
        return rows.stream()
                .map(row -> version(row, names.getOrDefault(row.<Integer>getAs("version"), List.of())))
                .toList();
    }

    private Map<Integer, List<String>> aliases(String model) {
        return aliases
                .rows()
                .where(col("model").equalTo(model))
                .groupBy("alias")
                .agg(max_by(col("version"), col("changed_at")).as("version"))
                .collectAsList()
                .stream()
                .collect(Collectors.groupingBy(
                        row -> row.getAs("version"),
                        Collectors.mapping(row -> row.getAs("alias"), Collectors.toList())));
    }

    void alias(String model, String alias, String version, String reason) {
        aliases.append(
                RowFactory.create(model, alias, Integer.valueOf(version), reason, Timestamp.from(Instant.now())));
    }

    /** One statement, so that two writers' tags both stay. */
    void tag(ModelVersion version, Map<String, String> tags) {
        Column names = array(tags.keySet().stream().map(name -> lit(name)).toArray(Column[]::new));
        Column added = map(tags.entrySet().stream()
                .flatMap(tag -> Stream.of(lit(tag.getKey()), lit(tag.getValue())))
                .toArray(Column[]::new));
        Column others = map_filter(col("tags"), (name, value) -> not(array_contains(names, name)));
        Column row =
                col("model").equalTo(version.model()).and(col("version").equalTo(Integer.valueOf(version.version())));
        LakeTable.retrying(() -> {
            versions.delta().update(row, Map.of("tags", map_concat(others, added)));
            return null;
        });
    }

    private static ModelVersion version(Row row, List<String> aliases) {
        return new ModelVersion(
                row.getAs("model"),
                row.<Integer>getAs("version").toString(),
                row.getAs("run"),
                row.<Timestamp>getAs("created").toInstant(),
                row.getAs("location"),
                row.getJavaMap(row.fieldIndex("tags")),
                aliases);
    }
}
