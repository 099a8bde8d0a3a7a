package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.Path;

/** Copies folders to and from artifacts, several files at a time: a saved model is dozens of small ones. */
final class Transfer {
    private static final int AT_A_TIME = 8;

    private Transfer() {}

    static void upload(Path folder, List<LakeFiles.Entry> wanted, Artifacts artifacts) {
        List<Runnable> copies = new ArrayList<>();
        for (LakeFiles.Entry file : wanted) {
            copies.add(() -> artifacts.put(new Path(folder, file.path()), file.length(), file.path()));
        }
        all(copies);
    }

    static void download(Artifacts artifacts, List<LakeFiles.Entry> wanted, Path folder) {
        List<Runnable> copies = new ArrayList<>();
        for (LakeFiles.Entry file : wanted) {
            copies.add(() -> check(file, artifacts.fetch(file.path(), new Path(folder, file.path()))));
        }
        all(copies);
    }

    private static void check(LakeFiles.Entry file, long bytes) {
        if (bytes != file.length()) {
            throw new ModelsException("Cannot download " + file.path() + ": " + bytes + " bytes came of "
                    + file.length() + ". Try again; if it stays so, the file is damaged on the server.");
        }
    }

    private static void all(List<Runnable> copies) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME, task -> {
            Thread thread = new Thread(task, "artifacts");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> results = new ArrayList<>();
            copies.forEach(copy -> results.add(threads.submit(copy)));
            for (Future<?> result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model was being copied", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
