package io.lakemill.features.ingest;

import org.apache.hadoop.fs.FileStatus;

/**
 * A file of a source as it was when it was looked at.
 *
 * @param path its full path
 * @param size in bytes
 * @param modified when it was last modified, in milliseconds since 1970
 */
record LandedFile(String path, long size, long modified) {
    static LandedFile of(FileStatus status) {
        return new LandedFile(status.getPath().toString(), status.getLen(), status.getModificationTime());
    }

    /** The last part of its path. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
