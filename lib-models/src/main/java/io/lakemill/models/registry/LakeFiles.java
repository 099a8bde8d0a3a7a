package io.lakemill.models.registry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;

/** Small files and folders at Hadoop paths. */
record LakeFiles(Configuration configuration) {
    /** A file below a folder: its path from there, with {@code /}, and its length in bytes. */
    record Entry(String path, long length) {}

    static LakeFiles of(SparkSession spark) {
        return new LakeFiles(spark.sparkContext().hadoopConfiguration());
    }

    FileSystem system(Path path) {
        try {
            return path.getFileSystem(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same path wherever it is read from. */
    Path qualified(Path path) {
        return system(path).makeQualified(path);
    }

    void write(Path path, String text) {
        try (var out = system(path).create(path, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<String> read(Path path) {
        try (var in = system(path).open(path)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean exists(Path path) {
        try {
            return system(path).exists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(Path path) {
        try {
            system(path).delete(path, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files below a folder, none when it does not exist. */
    List<Entry> below(Path folder) {
        try {
            FileSystem system = system(folder);
            String root = qualified(folder).toUri().getPath();
            List<Entry> found = new ArrayList<>();
            RemoteIterator<LocatedFileStatus> files = system.listFiles(folder, true);
            while (files.hasNext()) {
                LocatedFileStatus file = files.next();
                String path = file.getPath().toUri().getPath();
                found.add(new Entry(path.substring(root.length() + 1), file.getLen()));
            }
            return found;
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
