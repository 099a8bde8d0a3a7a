package io.lakemill.features.ingest;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Lists the files of a source: those that its glob names, and all those in folders that it names. */
final class Landing {
    private final Configuration hadoop;

    Landing(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /** Every file, sorted by path. Names that begin with {@code _} or {@code .} are not data and left out. */
    List<LandedFile> files(Source source) {
        Path glob = new Path(source.files());
        try {
            FileSystem system = glob.getFileSystem(hadoop);
            FileStatus[] found = system.globStatus(glob, path -> isData(path));
            List<LandedFile> files = new ArrayList<>();
            for (FileStatus status : found == null ? new FileStatus[0] : found) {
                if (status.isDirectory()) {
                    addAll(system, status.getPath(), files);
                } else {
                    files.add(LandedFile.of(status));
                }
            }
            files.sort(Comparator.comparing(LandedFile::path));
            return files;
        } catch (IOException e) {
            throw new FeaturesException(
                    "Cannot ingest " + source.name() + ": " + source.files() + " cannot be listed (" + e.getMessage()
                            + "). Correct sources." + source.name() + ".files, or the access to it.",
                    e);
        }
    }

    private static void addAll(FileSystem system, Path folder, List<LandedFile> files) throws IOException {
        RemoteIterator<LocatedFileStatus> all = system.listFiles(folder, true);
        while (all.hasNext()) {
            LocatedFileStatus status = all.next();
            if (isData(folder, status.getPath())) {
                files.add(LandedFile.of(status));
            }
        }
    }

    private static boolean isData(Path folder, Path file) {
        for (Path part = file; !part.equals(folder); part = part.getParent()) {
            if (!isData(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isData(Path path) {
        return !path.getName().startsWith("_") && !path.getName().startsWith(".");
    }

    /** The file as it is now. */
    LandedFile again(LandedFile file) {
        Path path = new Path(file.path());
        try {
            return LandedFile.of(path.getFileSystem(hadoop).getFileStatus(path));
        } catch (IOException e) {
            throw new FeaturesException(
                    "Cannot ingest " + file.path() + ": it went away while it was read (" + e.getMessage()
                            + "). Run again.",
                    e);
        }
    }
}
