package io.lakemill.jobs;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Shows how far the present step has come: on a terminal a line that is drawn over and over, in a log a line every half
 * minute.
 *
 * <p>A job says how many parts its step has and when each begins; within a part, Spark's tasks are counted. The time left
 * is what is left of the parts at the pace so far.
 */
final class Progress extends SparkListener implements AutoCloseable {
    private static final Duration REDRAWN = Duration.ofMillis(250);
    private static final Duration LOGGED = Duration.ofSeconds(30);
    private static final Duration SURE_AFTER = Duration.ofSeconds(3);
    private static final int BAR = 20;

    private final PrintStream err;
    private final boolean live;
    private final Thread painter;
    private volatile Step step;
    private volatile boolean closed;
    private boolean drawn;

    /** Where the lines go. */
    enum Where {
        TERMINAL,
        LOG
    }

    private static final class Step {
        private final String name;
        private final int parts;
        private final long began = System.nanoTime();
        private final AtomicInteger tasks = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private volatile int part = -1;
        private volatile double within = -1;
        private volatile String what = "";

        private Step(String name, int parts) {
            this.name = name;
            this.parts = Math.max(1, parts);
        }

        private double share() {
            double counted = tasks.get() == 0 ? 0 : Math.min(0.95, (double) ended.get() / tasks.get());
            return Math.min(1, (Math.max(0, part) + (within < 0 ? counted : within)) / parts);
        }

        private Duration since() {
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }

    Progress(PrintStream err, Where where) {
        this.err = err;
        this.live = where == Where.TERMINAL;
        this.painter = new Thread(this::paint, "progress");
        painter.setDaemon(true);
        painter.start();
    }

    /** A step begins, of so many parts. */
    void begin(String name, int parts) {
        step = new Step(name, parts);
    }

    /** The next part of the step begins. */
    void part(String what) {
        Step now = step;
        now.tasks.set(0);
        now.ended.set(0);
        now.within = -1;
        now.what = what;
        now.part++;
    }

    /** How far the present part has come, where the job knows it better than Spark's tasks tell. */
    void within(double share, String what) {
        Step now = step;
        now.within = share;
        now.what = what;
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
        Step now = step;
        if (now != null) {
            now.tasks.addAndGet(submitted.stageInfo().numTasks());
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        Step now = step;
        if (now != null) {
            now.ended.incrementAndGet();
        }
    }

    /** The step has ended; nothing is shown until the next begins. */
    void end() {
        step = null;
        clear();
    }

    /** Takes the line off the terminal, so that another can be printed. */
    synchronized void clear() {
        if (drawn) {
            err.print("\r\033[K");
            err.flush();
            drawn = false;
        }
    }

    private void paint() {
        long last = System.nanoTime();
        while (!closed) {
            try {
                Thread.sleep(REDRAWN.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            Step now = step;
            boolean due = live || System.nanoTime() - last >= LOGGED.toNanos();
            if (now != null && due && now.since().compareTo(REDRAWN) > 0) {
                draw(now);
                last = System.nanoTime();
            }
        }
    }

    private synchronized void draw(Step now) {
        if (now != step) {
            return;
        }
        String line = line(now);
        if (live) {
            err.print("\r" + line + "\033[K");
            drawn = true;
        } else {
            err.println(line);
        }
        err.flush();
    }

    private static String line(Step now) {
        double share = now.share();
        int filled = (int) Math.round(share * BAR);
        String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
        String line = String.format(
                Locale.ROOT,
                "%-9s %-18s [%s] %3.0f %%  %s",
                now.name,
                now.what,
                bar,
                share * 100,
                Console.seconds(now.since()));
        if (now.since().compareTo(SURE_AFTER) < 0 || share < 0.05) {
            return line;
        }
        long left = (long) (now.since().toMillis() * (1 - share) / share);
        return line + ", about " + Console.seconds(Duration.ofMillis(left)) + " left";
    }

    @Override
    public void close() {
        closed = true;
        painter.interrupt();
        clear();
    }
}
