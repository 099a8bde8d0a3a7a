package io.lakemill.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.lakemill.features.FeatureTable;
import io.lakemill.jobs.config.PipelineConfig;
import io.lakemill.models.ModelCard;
import io.lakemill.models.evaluation.Evaluation;
import io.lakemill.models.evaluation.Gate;
import io.lakemill.models.evaluation.GateResult;
import io.lakemill.models.evaluation.Metric;
import io.lakemill.models.registry.ModelVersion;
import io.lakemill.models.registry.Registry;
import io.lakemill.models.scoring.Predictions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Judges the newest version of the pipeline's model: one that passes its gates becomes challenger, and champion if it is
 * better than the champion on the same held-out rows, or there is none.
 */
final class PromoteJob {
    private final PipelineConfig pipeline;
    private final Lake lake;
    private final Registry registry;
    private final Console console;

    PromoteJob(PipelineConfig pipeline, Lake lake, Registry registry, Console console) {
        this.pipeline = pipeline;
        this.lake = lake;
        this.registry = registry;
        this.console = console;
    }

    /** A judgement, and whether the version's gates let it serve. */
    record Result(Judgement judgement, boolean champion) {
        boolean gatesPassed() {
            return judgement.gatesPassed();
        }
    }

    /** Judges the newest version and points the aliases where they belong. */
    Result run() {
        Stopwatch watch = new Stopwatch();
        ModelVersion version = newest();
        console.progress().begin("promote", 1);
        console.progress().part(version.toString());
        Judgement judgement = judge(version);
        boolean champion = judgement.gatesPassed() && judgement.better();
        String why = why(judgement);
        if (judgement.gatesPassed()) {
            registry.setAlias(version.model(), Champion.CHALLENGER, version.version(), why);
        }
        if (champion) {
            registry.setAlias(version.model(), Champion.ALIAS, version.version(), why);
        }
        registry.tag(version, Map.of("lakemill.judgement", Console.json(judgement)));
        console.progress().end();
        Result result = new Result(judgement, champion);
        console.step("promote", version.toString(), said(judgement, champion), watch.elapsed(), result, List.of());
        sayGates(judgement);
        return result;
    }

    /** Judges the newest version and says what came of it, without promoting anything. */
    Judgement judgeNewest() {
        Judgement judgement = judge(newest());
        sayGates(judgement);
        return judgement;
    }

    private void sayGates(Judgement judgement) {
        judgement.gates().forEach(gate -> console.say("          " + (gate.passed() ? "  " : "! ") + gate));
    }

    /** Makes a version champion because the user says so. */
    void byHand(String name, String number) {
        Stopwatch watch = new Stopwatch();
        ModelVersion version = registry.version(name, number)
                .orElseThrow(() -> new JobException("Cannot promote " + name + "/" + number
                        + ": there is no such version. "
                        + (registry.versions(name).isEmpty()
                                ? "There are the models " + registry.models() + "."
                                : "There are "
                                        + registry.versions(name).stream()
                                                .map(ModelVersion::version)
                                                .collect(Collectors.joining(", "))
                                        + ".")));
        registry.setAlias(name, Champion.ALIAS, number, "by hand");
        console.step("promote", version.toString(), "champion, by hand", watch.elapsed(), version, List.of());
    }

    private ModelVersion newest() {
        return registry.versions(pipeline.pipeline()).stream()
                .findFirst()
                .orElseThrow(() -> new JobException(
                        "Cannot promote " + pipeline.pipeline() + ": it has no version. Run train first."));
    }

    private static String said(Judgement judgement, boolean champion) {
        long passed = judgement.gates().stream().filter(GateResult::passed).count();
        String gates = passed + " of " + judgement.gates().size() + " gates passed; ";
        if (champion) {
            return gates + "champion: " + judgement.reason();
        }
        return gates + (judgement.gatesPassed() ? "challenger: " : "not promoted: ") + judgement.reason();
    }

    private static String why(Judgement judgement) {
        return judgement.reason() + "; "
                + judgement.gates().stream().map(Objects::toString).collect(Collectors.joining("; "));
    }

    private Judgement judge(ModelVersion version) {
        ModelCard card = Champion.card(registry, version, lake);
        Metric metric = pipeline.model().metric();
        Double value = card.metrics().get(metric.name());
        ModelVersion champion =
                registry.byAlias(pipeline.pipeline(), Champion.ALIAS).orElse(null);
        if (champion == null) {
            return judgement(version, card, null, null, true, "there was no champion");
        }
        if (champion.version().equals(version.version())) {
            return judgement(version, card, null, null, true, "it is the champion already");
        }
        ModelCard championsCard = Champion.card(registry, champion, lake);
        List<String> mismatches = Champion.mismatches(championsCard, pipeline, lake);
        if (!mismatches.isEmpty()) {
            return judgement(
                    version, card, champion, null, true, champion + " cannot be compared: " + mismatches.get(0));
        }
        Map<String, Double> champions = evaluate(Champion.load(registry, champion, lake), card);
        Double championsValue = champions.get(metric.name());
        boolean better = championsValue == null || value != null && isBetter(metric, value, championsValue);
        String reason =
                TrainJob.value(metric.name(), card.metrics()) + (better ? ", better than " : ", no better than ")
                        + TrainJob.number(championsValue) + " of " + champion + " on the same "
                        + Console.count(card.test().count(), "row");
        return judgement(version, card, champion, champions, better, reason);
    }

    private static boolean isBetter(Metric metric, double value, double champions) {
        return metric.greaterIsBetter() ? value > champions : value < champions;
    }

    private Judgement judgement(
            ModelVersion version,
            ModelCard card,
            ModelVersion champion,
            Map<String, Double> champions,
            boolean better,
            String reason) {
        String metric = pipeline.model().metric().name();
        List<GateResult> gates = pipeline.model().gates().stream()
                .map((Gate gate) -> gate.evaluate(card.metrics(), champions))
                .toList();
        return new Judgement(
                version.toString(),
                champion == null ? null : champion.toString(),
                card.test().count(),
                metric,
                card.metrics().get(metric),
                champions == null ? null : champions.get(metric),
                gates,
                better,
                reason);
    }

    /** The champion's metrics on the rows that a candidate was evaluated on, read from the same table versions. */
    private Map<String, Double> evaluate(Champion champion, ModelCard candidate) {
        Map<String, Long> versions = candidate.features().stream()
                .collect(Collectors.toMap(ModelCard.FeatureSet::table, ModelCard.FeatureSet::deltaVersion));
        Function<String, Dataset<Row>> tables = name -> versions.containsKey(name)
                ? lake.features(name).readAt(versions.get(name))
                : lake.features(name).read();
        ModelRows rows = new ModelRows(pipeline, tables, champion.columns());
        ModelCard.Table events = candidate.sources().get(0);
        Dataset<Row> labelled = rows.labelled(
                lake.ingested(events.name()).readAt(events.deltaVersion()),
                Instant.parse(candidate.notes().get(TrainJob.AS_OF)));
        Dataset<Row> heldOut = labelled.where(col(FeatureTable.TIME)
                .between(lit(candidate.test().from()), lit(candidate.test().to())));
        Dataset<Row> predicted =
                Predictions.predict(champion.model(), champion.card().target(), heldOut);
        return Evaluation.of(predicted, champion.card().target()).metrics();
    }
}
