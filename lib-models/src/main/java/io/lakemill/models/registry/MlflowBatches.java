package io.lakemill.models.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;

/**
 * Cuts what is to be logged into requests that an MLflow server accepts: 100 params, 100 tags, 1000 of all, and a
 * megabyte.
 */
final class MlflowBatches {
    private static final int PARAMS = 100;
    private static final int TAGS = 100;
    private static final int ENTRIES = 1000;
    private static final int BYTES = 700_000;
    private static final int OVERHEAD = 100;

    private final List<Batch> batches = new ArrayList<>();
    private final long now = System.currentTimeMillis();

    private MlflowBatches() {}

    /** What goes into one request. */
    static final class Batch {
        private final List<Metric> metrics = new ArrayList<>();
        private final List<Param> params = new ArrayList<>();
        private final List<RunTag> tags = new ArrayList<>();
        private int bytes;

        void send(MlflowClient client, String run) {
            client.logBatch(run, metrics, params, tags);
        }

        private boolean takes(int more) {
            return params.size() < PARAMS
                    && tags.size() < TAGS
                    && params.size() + tags.size() + metrics.size() < ENTRIES
                    && bytes + more <= BYTES;
        }
    }

    static List<Batch> of(RunEntries entries) {
        MlflowBatches all = new MlflowBatches();
        entries.params()
                .forEach((name, value) -> all.next(bytes(name, value))
                        .params
                        .add(Param.newBuilder().setKey(name).setValue(value).build()));
        entries.tags()
                .forEach((name, value) -> all.next(bytes(name, value))
                        .tags
                        .add(RunTag.newBuilder().setKey(name).setValue(value).build()));
        entries.metrics()
                .forEach((name, value) -> all.next(bytes(name, "")).metrics.add(all.metric(name, value)));
        return all.batches;
    }

    /** A server's database holds no infinity: it comes back as the greatest finite number, which no metric is. */
    static double read(double value) {
        return Math.abs(value) >= Double.MAX_VALUE ? Math.copySign(Double.POSITIVE_INFINITY, value) : value;
    }

    private Metric metric(String name, double value) {
        return Metric.newBuilder()
                .setKey(name)
                .setValue(value)
                .setTimestamp(now)
                .build();
    }

    private Batch next(int bytes) {
        if (batches.isEmpty() || !batches.get(batches.size() - 1).takes(bytes)) {
            batches.add(new Batch());
        }
        Batch last = batches.get(batches.size() - 1);
        last.bytes += bytes;
        return last;
    }

    private static int bytes(String name, String value) {
        return (name + value).getBytes(StandardCharsets.UTF_8).length + OVERHEAD;
    }
}
