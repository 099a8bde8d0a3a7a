package io.lakemill.models;

/** What a model predicts. */
public enum Task {
    /** One of two classes, with a probability of the positive one. */
    BINARY,
    /** One of two or more classes, with a probability of each. */
    MULTICLASS
}
