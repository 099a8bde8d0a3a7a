package io.lakemill.features.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.to_date;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.FeaturesException;
import io.lakemill.features.LakeTable;
import io.lakemill.features.Source;
import io.lakemill.features.Steps;
import io.lakemill.features.rolling.GridEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps a feature table up to a time: writes the steps that are missing, and those that late rows have touched, in one
 * commit.
 *
 * <p>The table carries its feature-set id. A definition whose meaning differs is refused, unless the whole table is asked
 * for anew; that is then put in the old one's place in a single commit.
 */
public final class FeatureTableBuild {
    /** The table property that holds the feature-set id. */
    public static final String ID_PROPERTY = "lakemill.feature-set-id";

    private static final String DEFINITION_PROPERTY = "lakemill.definition";
    private static final String VALUES_PROPERTY = "lakemill.values";
    private static final int MOST_VALUES = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FeatureTable table;
    private final Map<String, Source> sources;
    private final LakeTable target;
    private final Function<String, LakeTable> ingested;
    private final Definition definition;
    private final Steps steps;

    /**
     * @param sources all sources of the table, by their names
     * @param target where the table is
     * @param ingested the ingested table of a source, by the source's name
     */
    public FeatureTableBuild(
            FeatureTable table, Map<String, Source> sources, LakeTable target, Function<String, LakeTable> ingested) {
        this.table = table;
        this.sources = sources;
        this.target = target;
        this.ingested = ingested;
        this.definition = Definition.of(table, sources);
        this.steps = new Steps(table.every());
    }

    /** The hash of what the table means. */
    public String featureSetId() {
        return definition.id();
    }

    /**
     * The steps that {@link #run} would write.
     *
     * @param rebuild whether to write the whole table anew, whatever its definition was
     */
    public Due due(Instant asOf, Rebuild rebuild) {
        refuseMissingSources();
        boolean exists = target.exists();
        if (!exists || rebuild == Rebuild.YES) {
            Optional<Instant> first = firstStep(asOf);
            Instant last = steps.floor(asOf);
            return first.isEmpty() || first.get().isAfter(last)
                    ? Due.nothing(List.of("no source has a row that is visible at " + asOf))
                    : new Due(first.get(), last, exists ? Due.Kind.REBUILD : Due.Kind.FIRST_BUILD, List.of());
        }
        refuseChangedDefinition();
        return increment(asOf);
    }

    /** Whether a table is to be written as a whole. */
    public enum Rebuild {
        YES,
        NO
    }

    private void refuseMissingSources() {
        for (String name : table.sources()) {
            if (!ingested.apply(name).exists()) {
                throw new FeaturesException("Cannot build the feature table " + table.name() + ": its source " + name
                        + " has not been ingested. Run ingest first.");
            }
        }
    }

    private void refuseChangedDefinition() {
        Map<String, String> properties = target.properties();
        String id = properties.get(ID_PROPERTY);
        if (!definition.id().equals(id)) {
            Definition older = Definition.parse(properties.getOrDefault(DEFINITION_PROPERTY, ""));
            throw new FeaturesException("Cannot add to the feature table " + table.name()
                    + ": its definition changed from " + id + " to " + definition.id() + ":\n  "
                    + definition.changesFrom(older)
                    + "\nRun with --rebuild to compute the table anew, or restore the old definition.");
        }
    }

    private Due increment(Instant asOf) {
        Row newest = target.read().agg(max(FeatureTable.TIME)).first();
        Instant last = steps.floor(asOf);
        if (newest.isNullAt(0)) {
            return firstStep(asOf)
                    .filter(first -> !first.isAfter(last))
                    .map(first -> new Due(first, last, Due.Kind.REBUILD, List.of()))
                    .orElse(Due.nothing(List.of()));
        }
        Instant written = newest.getTimestamp(0).toInstant();
        List<String> notices = new ArrayList<>();
        Instant from = written.plus(table.every());
        JsonNode versions =
                target.lastFacts().map(facts -> facts.get("sources")).orElse(null);
        for (String name : table.sources()) {
            if (versions != null && versions.has(name)) {
                LateRows late = new LateRows(
                        sources.get(name),
                        ingested.apply(name),
                        versions.get(name).asLong());
                Instant touched = late.firstTouched(written, notices);
                from = touched != null && steps.ceil(touched).isBefore(from) ? steps.ceil(touched) : from;
            }
        }
        return from.isAfter(last)
                ? Due.nothing(notices)
                : new Due(from, last(last, written), Due.Kind.INCREMENT, notices);
    }

    /** A run as of an earlier time than the table reaches mends what late rows touched up to the table's end. */
    private static Instant last(Instant asOf, Instant written) {
        return asOf.isBefore(written) ? written : asOf;
    }

    /** Writes what is due. */
    public Built run(Instant asOf, Rebuild rebuild) {
        Due due = due(asOf, rebuild);
        List<String> notices = new ArrayList<>(due.notices());
        if (due.kind() == Due.Kind.NOTHING) {
            return new Built(table.name(), definition.id(), null, null, 0, notices);
        }
        boolean whole = due.kind() != Due.Kind.INCREMENT;
        Map<String, Object> versions = new LinkedHashMap<>();
        Map<String, Dataset<Row>> inputs = new LinkedHashMap<>();
        for (String name : table.sources()) {
            LakeTable source = ingested.apply(name);
            long version = source.version();
            versions.put(name, version);
            inputs.put(name, source.readAt(version));
        }
        List<List<String>> values = whole ? values(inputs, due.to()) : storedValues();
        GridEngine engine = new GridEngine(table, sources, values);
        Dataset<Row> known = whole ? null : known(due.from());
        Dataset<Row> rows = engine.rows(
                        cut(engine, inputs, whole ? null : due.from(), due.to()), known, due.from(), due.to())
                .withColumn(LakeTable.DATE, to_date(col(FeatureTable.TIME)))
                .repartition(col(LakeTable.DATE));
        LakeTable.Commit commit = LakeTable.Commit.of(Map.of(
                "job", "features", "from", due.from().toString(), "to", due.to().toString(), "sources", versions));
        if (whole) {
            target.replace(rows, properties(values), commit);
        } else {
            target.replaceInterval(rows, due.from(), due.to(), commit);
        }
        return new Built(table.name(), definition.id(), due.from(), due.to(), target.rowsWritten(), notices);
    }

    private Map<String, String> properties(List<List<String>> values) {
        try {
            return Map.of(
                    ID_PROPERTY, definition.id(),
                    DEFINITION_PROPERTY, definition.text(),
                    VALUES_PROPERTY, JSON.writeValueAsString(values));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<List<String>> storedValues() {
        try {
            return JSON.readValue(target.properties().get(VALUES_PROPERTY), new TypeReference<List<List<String>>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For each feature the values it is split by: as listed, else all that the data holds by now, sorted. */
    private List<List<String>> values(Map<String, Dataset<Row>> inputs, Instant to) {
        List<List<String>> values = new ArrayList<>();
        for (Feature feature : table.features()) {
            if (feature.splitBy().isEmpty() || !feature.listedValues().isEmpty()) {
                values.add(feature.listedValues());
                continue;
            }
            String by = feature.splitBy().get();
            List<String> found = inputs
                    .get(feature.from())
                    .where(visible(sources.get(feature.from()), to))
                    .select(col(by).cast("string"))
                    .where(col(by).isNotNull())
                    .distinct()
                    .limit(MOST_VALUES + 1)
                    .collectAsList()
                    .stream()
                    .map(row -> row.getString(0))
                    .sorted()
                    .toList();
            if (found.size() > MOST_VALUES) {
                throw new FeaturesException("Cannot build the feature table " + table.name() + ": " + feature.from()
                        + "." + by + " has more than " + MOST_VALUES
                        + " values, and each would be a column. List the ones that matter in 'values'.");
            }
            values.add(found);
        }
        return values;
    }

    private Map<String, Dataset<Row>> cut(
            GridEngine engine, Map<String, Dataset<Row>> inputs, Instant from, Instant to) {
        Map<String, Dataset<Row>> cut = new LinkedHashMap<>();
        inputs.forEach((name, rows) -> {
            Source source = sources.get(name);
            Dataset<Row> visible = rows.where(visible(source, to));
            Optional<Instant> reach =
                    from == null || source.time() == null ? Optional.empty() : engine.reach(name, from);
            cut.put(
                    name,
                    reach.map(first -> visible.where(col(source.time()).geq(lit(first))))
                            .orElse(visible));
        });
        return cut;
    }

    private static Column visible(Source source, Instant at) {
        return source.time() == null ? lit(true) : col(source.time()).leq(lit(at.minus(source.delay())));
    }

    /** The entities that have a row at the step before {@code from}. */
    private Dataset<Row> known(Instant from) {
        return target.read()
                .where(col(FeatureTable.TIME).equalTo(lit(from.minus(table.every()))))
                .select(table.entity().stream().map(key -> col("`" + key + "`")).toArray(Column[]::new));
    }

    /** The earliest step: the first at or after the first event, and not before the table's start. */
    private Optional<Instant> firstStep(Instant asOf) {
        Instant first = null;
        for (String name : table.sources()) {
            Source source = sources.get(name);
            LakeTable rows = ingested.apply(name);
            if (source.time() == null) {
                continue;
            }
            Row earliest = rows.read()
                    .where(col(source.time()).leq(lit(asOf)))
                    .agg(min(source.time()))
                    .first();
            if (!earliest.isNullAt(0)) {
                Instant time = earliest.getTimestamp(0).toInstant();
                first = first == null || time.isBefore(first) ? time : first;
            }
        }
        if (first == null) {
            return Optional.empty();
        }
        return Optional.of(steps.ceil(table.start() != null && table.start().isAfter(first) ? table.start() : first));
    }
}
