package io.lakemill.models.registry;

/** How far a run has come. */
public enum RunStatus {
    /** Started and not finished; also what a run looks like whose process was killed. */
    RUNNING,
    FINISHED,
    FAILED,
    KILLED
}
