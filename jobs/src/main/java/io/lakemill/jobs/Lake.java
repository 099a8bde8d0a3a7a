package io.lakemill.jobs;

import io.lakemill.features.LakeTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;

/**
 * Where the tables of a lake are: a folder for each area, in it a Delta table for each name.
 *
 * @param root the lake's folder, absolute: a path or a Hadoop URI
 */
public record Lake(SparkSession spark, String root) {
    /** The areas that hold one table for each source, feature table or pipeline. */
    static final List<String> AREAS = List.of("ingested", "quarantine", "features", "predictions", "registry");

    /** The lake at a configured place; a relative path is taken from the working directory. */
    static Lake at(SparkSession spark, String place) {
        boolean uri = place.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*");
        String root = uri ? place : Path.of(place).toAbsolutePath().normalize().toString();
        return new Lake(spark, root.endsWith("/") && root.length() > 1 ? root.substring(0, root.length() - 1) : root);
    }

    LakeTable ingested(String source) {
        return table("ingested", source);
    }

    LakeTable quarantine(String source) {
        return table("quarantine", source);
    }

    LakeTable features(String table) {
        return table("features", table);
    }

    LakeTable predictions(String pipeline) {
        return table("predictions", pipeline);
    }

    /** All files that were ever ingested. */
    LakeTable files() {
        return new LakeTable(spark, root + "/files");
    }

    /** Every job that was run, and how it ended. */
    LakeTable jobs() {
        return new LakeTable(spark, root + "/jobs");
    }

    /** The folder of the registry, which holds models that were trained, too. */
    String registry() {
        return root + "/registry";
    }

    private LakeTable table(String area, String name) {
        return new LakeTable(spark, root + "/" + area + "/" + name);
    }

    /** The tables that there are, as {@code area/name}, in the order of the areas. */
    List<String> tables() {
        List<String> tables = new ArrayList<>();
        for (String area : AREAS) {
            for (String name : folders(root + "/" + area)) {
                if (table(area, name).exists()) {
                    tables.add(area + "/" + name);
                }
            }
        }
        return tables;
    }

    LakeTable table(String areaAndName) {
        return new LakeTable(spark, root + "/" + areaAndName);
    }

    /** The names of the folders in a folder, sorted; none when there is no such folder. */
    List<String> folders(String folder) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
        try {
            FileSystem system = system(path);
            return !system.exists(path)
                    ? List.of()
                    : Arrays.stream(system.listStatus(path))
                            .filter(FileStatus::isDirectory)
                            .map(status -> status.getPath().getName())
                            .sorted()
                            .toList();
        } catch (IOException e) {
            throw new JobException("Cannot list " + folder + ": " + e.getMessage() + ". Check the lake's path.", e);
        }
    }

    /** Takes away a folder and all that is in it. */
    void delete(String folder) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
        try {
            system(path).delete(path, true);
        } catch (IOException e) {
            throw new JobException("Cannot delete " + folder + ": " + e.getMessage() + ". Check the lake's path.", e);
        }
    }

    private FileSystem system(org.apache.hadoop.fs.Path path) throws IOException {
        return path.getFileSystem(spark.sessionState().newHadoopConf());
    }

    /** Makes the lake's folder, and refuses one that cannot be written. */
    void refuseUnlessWritable() {
        org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(root);
        org.apache.hadoop.fs.Path probe = new org.apache.hadoop.fs.Path(folder, ".lakemill-" + UUID.randomUUID());
        try {
            FileSystem system = system(folder);
            system.mkdirs(folder);
            system.create(probe, true).close();
            system.delete(probe, false);
        } catch (IOException e) {
            throw new JobException(
                    "Cannot write to the lake " + root + ": " + firstLine(e)
                            + ". Set lake to a folder that you may write to.",
                    e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
