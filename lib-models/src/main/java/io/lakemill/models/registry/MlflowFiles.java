package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The files of runs and model versions on an MLflow server. */
final class MlflowFiles {
    private static final Set<String> BESIDE = Set.of(ModelDirectory.CARD, ModelDirectory.CONFIG);
    private static final int MOST_HOPS = 5;

    private final Tracking server;
    private final Rest rest;
    private final MlflowRuns runs;
    private final MlflowModels models;
    private final LakeFiles files;

    MlflowFiles(Tracking server, Rest rest, MlflowRuns runs, MlflowModels models, LakeFiles files) {
        this.server = server;
        this.rest = rest;
        this.runs = runs;
        this.models = models;
        this.files = files;
    }

    /** Makes a model directory the artifacts of a run, and returns what a version of it has for its source. */
    String upload(Path directory, String run) {
        String root = runs.artifactUri(run);
        Transfer.upload(directory, ofModel(files.below(directory)), artifacts(root));
        return root + "/" + ModelDirectory.MODEL;
    }

    /**
     * Copies a version's files to a folder unless it is a copy of just these already. They are moved there when all
     * have come, so that two processes may do it at once.
     */
    String fetch(ModelVersion version, String folder, SparkSession spark) {
        ModelDirectory copy = new ModelDirectory(folder, spark);
        String origin = version.location() + " " + version.run();
        if (!copy.origin().equals(Optional.of(origin))) {
            String unfinished = folder + "." + UUID.randomUUID();
            download(version, new Path(unfinished));
            new ModelDirectory(unfinished, spark).complete(origin);
            copy.clear();
            move(new Path(unfinished), new Path(folder));
        }
        return folder;
    }

    private void download(ModelVersion version, Path to) {
        String source = resolved(models.location(version.model(), version.version()), MOST_HOPS);
        boolean ours = source.endsWith("/" + ModelDirectory.MODEL);
        Artifacts found = artifacts(ours ? source.substring(0, source.lastIndexOf('/')) : source);
        List<LakeFiles.Entry> wanted = ours ? ofModel(found.list()) : found.list();
        String description = ours ? ModelDirectory.MODEL + "/" + MlModelFile.NAME : MlModelFile.NAME;
        if (wanted.stream().noneMatch(file -> file.path().equals(description))) {
            throw new ModelsException("Cannot read " + version + ": there is no " + MlModelFile.NAME + " at " + source
                    + ". Register a model that was logged as an MLflow model.");
        }
        Transfer.download(found, wanted, ours ? to : new Path(to, ModelDirectory.MODEL));
    }

    /** A run may have other artifacts than its model. */
    private static List<LakeFiles.Entry> ofModel(List<LakeFiles.Entry> all) {
        return all.stream()
                .filter(file -> BESIDE.contains(file.path()) || file.path().startsWith(ModelDirectory.MODEL + "/"))
                .toList();
    }

    /** A source may name a run, a version or a model of MLflow 3 instead of a place. */
    private String resolved(String source, int hops) {
        String[] parts = source.replaceFirst("^(runs|models):/+", "").split("/", 2);
        if (hops == 0 || !source.matches("(runs|models):.*")) {
            return source;
        }
        if (source.startsWith("runs:")) {
            return runs.artifactUri(parts[0]) + "/" + parts[1];
        }
        String next = parts[0].startsWith("m-") && parts.length == 1
                ? models.loggedModelUri(parts[0])
                : models.location(parts[0], parts[1]);
        return resolved(next, hops - 1);
    }

    private Artifacts artifacts(String uri) {
        return Artifacts.at(uri, server, rest, files);
    }

    private void move(Path from, Path to) {
        try {
            files.system(to).mkdirs(to.getParent());
            if (!files.system(to).rename(from, to)) {
                files.delete(from);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
